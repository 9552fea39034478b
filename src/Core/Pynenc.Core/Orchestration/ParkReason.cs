namespace Pynenc.Orchestration;

/// <summary>How the reason of a parked invocation begins; sweeps find them by it.</summary>
internal static class ParkReason
{
    public const string Any = "";
    public const string UnknownTask = "Unknown task: ";
    public const string UnreadableArguments = "Unreadable arguments: ";
}
