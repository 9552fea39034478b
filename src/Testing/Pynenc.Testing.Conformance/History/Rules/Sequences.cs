namespace Pynenc.Testing.Conformance.History.Rules;

internal static class Sequences
{
    public static HistoryRule Rule { get; } = new(nameof(Sequences), 0, "The rows of a history are numbered from 1 without gaps.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        foreach (RecordedInvocation invocation in run.Invocations)
        {
            IEnumerable<int> numbers = invocation.History.Select(h => h.Sequence);
            if (invocation.History.Count == 0 || !numbers.SequenceEqual(Enumerable.Range(1, invocation.History.Count)))
            {
                yield return (invocation.Id, $"its rows are numbered [{string.Join(", ", numbers)}]; expected 1 to {invocation.History.Count}.");
            }
        }
    }
}
