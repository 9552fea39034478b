namespace Pynenc.Orchestration;

/// <summary>How the reason of a parked invocation begins; sweeps find them by it.</summary>
internal static class ParkReason
{
    public const string Any = "";
    public const string UnknownTask = "Unknown task: ";

    /// <summary>Not tried again with each sweep, for every runner knows the task of continuations, but by each runner that starts.</summary>
    public const string UnknownStep = "Unknown step: ";
    public const string UnreadableArguments = "Unreadable arguments: ";
}
