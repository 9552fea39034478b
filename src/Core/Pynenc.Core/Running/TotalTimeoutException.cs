namespace Pynenc.Running;

/// <summary>The time for all attempts together is over, so there is no other. Users see it as the type name of the error.</summary>
internal sealed class TotalTimeoutException(string message, Exception? inner = null) : TimeoutException(message, inner);
