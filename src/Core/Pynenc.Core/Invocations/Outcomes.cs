using Pynenc.Backend;

namespace Pynenc;

/// <summary>Turns a settled outcome into its payload, or into the exception a waiting caller gets.</summary>
internal static class Outcomes
{
    public static ReadOnlyMemory<byte> PayloadOf(in InvocationOutcome outcome, TaskId? task) => outcome.Status switch
    {
        InvocationStatus.Success => outcome.Payload ?? ReadOnlyMemory<byte>.Empty,
        InvocationStatus.Failed => throw new InvocationFailedException(outcome.Id, task, ErrorInfo.Decode(outcome.Payload)),
        InvocationStatus.Cancelled => throw new InvocationCancelledException(outcome.Id, outcome.Reason),
        _ => throw new InvocationStoppedException(outcome.Id, outcome.Status, outcome.Reason),
    };
}
