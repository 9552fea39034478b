namespace Pynenc.Testing.Conformance.History.Rules;

internal static class FencedResults
{
    public static HistoryRule Rule { get; } = new(nameof(FencedResults), 3, "The stored result is what a body of the last epoch returned.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        ILookup<(InvocationId Id, long Epoch), BodyRun> bodies = run.Bodies.ToLookup(b => (b.Id, b.Epoch));
        HashSet<InvocationId> ran = [.. run.Bodies.Select(b => b.Id)];

        // A task is judged when its bodies note what they do; those of other tasks prove nothing by their silence.
        HashSet<TaskId> noting = [.. run.Invocations.Where(i => ran.Contains(i.Id)).Select(i => i.State.Record.Task)];
        foreach (RecordedInvocation invocation in run.Invocations.Where(i => i.Result is not null && noting.Contains(i.State.Record.Task)))
        {
            long epoch = invocation.History.Max(h => h.Epoch);
            string?[] returned = [.. bodies[(invocation.Id, epoch)].Select(b => b.Result)];
            if (!returned.Contains(invocation.Result))
            {
                yield return (invocation.Id, $"its result is {invocation.Result}, and the body of epoch {epoch} returned {(returned.Length == 0 ? "nothing, for none ran" : string.Join(", ", returned.Select(r => r ?? "nothing")))}: {invocation.Path}");
            }
        }
    }
}
