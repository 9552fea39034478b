namespace Pynenc.Testing.Conformance.History.Rules;

internal static class QueueOrder
{
    public static HistoryRule Rule { get; } = new(nameof(QueueOrder), 5, "A consumer that is alone takes by priority, then first in, first out.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        Dictionary<InvocationId, RecordedInvocation> stored = run.Invocations.ToDictionary(i => i.Id);
        foreach (IGrouping<string?, BodyRun> consumer in run.Bodies.Where(b => b.Consumer is not null).GroupBy(b => b.Consumer))
        {
            RecordedInvocation? before = null;
            foreach (RecordedInvocation next in consumer.Where(b => stored.ContainsKey(b.Id)).Select(b => stored[b.Id]))
            {
                if (before is not null && Order(before).CompareTo(Order(next)) > 0)
                {
                    yield return (next.Id, $"consumer {consumer.Key} took number {next.State.Number} of priority {next.State.Record.Priority.Value} after number {before.State.Number} of priority {before.State.Record.Priority.Value}.");
                }

                before = next;
            }
        }
    }

    private static (double Rank, long Number) Order(RecordedInvocation invocation) =>
        (-invocation.State.Record.Priority.Value, invocation.State.Number);
}
