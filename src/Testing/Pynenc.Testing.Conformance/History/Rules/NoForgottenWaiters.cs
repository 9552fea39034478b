namespace Pynenc.Testing.Conformance.History.Rules;

internal static class NoForgottenWaiters
{
    public static HistoryRule Rule { get; } = new(nameof(NoForgottenWaiters), 8, "Nobody waits for what has settled, and nobody is left waiting.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        ILookup<InvocationId?, RecordedInvocation> children = run.Invocations.ToLookup(i => i.State.Record.Parent);
        foreach (RecordedInvocation waiter in run.Invocations.Where(i => i.State.Status == InvocationStatus.Paused))
        {
            int open = children[waiter.Id].Count(c => !c.State.Status.IsSettled());
            yield return (waiter.Id, open == 0
                ? $"it is left paused, and all its children have settled: {waiter.Path}"
                : $"it is left paused, and {open} of its children have not settled: {waiter.Path}");
        }
    }
}
