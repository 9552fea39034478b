using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History.Rules;

internal static class CountersMatch
{
    public static HistoryRule Rule { get; } = new(nameof(CountersMatch), 10, "The counters shown equal the history.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        Dictionary<(TaskId Task, InvocationStatus Status), long> counted = run.Invocations
            .Where(i => i.History.Count > 0)
            .GroupBy(i => (i.State.Record.Task, i.History[^1].Status))
            .ToDictionary(g => g.Key, g => (long)g.Count());
        Dictionary<(TaskId Task, InvocationStatus Status), long> shown = run.Counters
            .GroupBy(c => (c.Task, c.Status))
            .ToDictionary(g => g.Key, g => g.Sum(c => c.Count));
        foreach ((TaskId task, InvocationStatus status) in counted.Keys.Union(shown.Keys))
        {
            long expected = counted.GetValueOrDefault((task, status));
            long seen = shown.GetValueOrDefault((task, status));
            if (expected != seen)
            {
                yield return (null, $"{task} {status.Text()}: the counter says {seen}, the histories say {expected}.");
            }
        }
    }
}
