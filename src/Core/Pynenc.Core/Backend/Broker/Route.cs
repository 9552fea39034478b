namespace Pynenc.Backend;

/// <summary>One id on its way into a queue.</summary>
/// <param name="Id">The invocation.</param>
/// <param name="Queue">The queue it goes to.</param>
/// <param name="Priority">Higher is received first.</param>
/// <param name="NotBefore">Invisible until then; <see langword="null"/> means at once.</param>
/// <param name="Sequence">The history sequence of the status that made it routable; the mark it clears in the state backend.</param>
/// <param name="Lane">The line it stands in; lines of a queue are served in turn. <see langword="null"/> means none.</param>
public readonly record struct Route(
    InvocationId Id, QueueName Queue = default, Priority Priority = default, DateTimeOffset? NotBefore = null, int Sequence = 0, string? Lane = null)
{
    /// <summary>True when any broker can take it: default queue, normal priority, no lane, due now.</summary>
    public bool IsPlain => Queue.IsDefault && Priority.Value == 0 && NotBefore is null && Lane is null;
}
