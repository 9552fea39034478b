using Pynenc.Backend;

namespace Pynenc;

/// <summary>Turns a settled outcome into its payload, or into the exception a waiting caller gets.</summary>
internal static class Outcomes
{
    public static ReadOnlyMemory<byte> PayloadOf(in InvocationOutcome outcome, TaskId? task) => outcome.Status == InvocationStatus.Success
        ? outcome.Payload ?? ReadOnlyMemory<byte>.Empty
        : throw ErrorOf(outcome, task);

    /// <summary>The exception a waiting caller gets of an invocation that settled without success.</summary>
    public static InvocationException ErrorOf(in InvocationOutcome outcome, TaskId? task) => outcome.Status switch
    {
        InvocationStatus.Failed => new InvocationFailedException(outcome.Id, task, ErrorInfo.Decode(outcome.Payload)),
        InvocationStatus.Cancelled => new InvocationCancelledException(outcome.Id, outcome.Reason),
        _ => new InvocationStoppedException(outcome.Id, outcome.Status, outcome.Reason),
    };
}
