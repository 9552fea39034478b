using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History.Rules;

internal static class LimitsKept
{
    public static HistoryRule Rule { get; } = new(nameof(LimitsKept), 4, "The running set never exceeds a key's limit.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        ILookup<(InvocationId Id, long Epoch), BodyRun> bodies = run.Bodies.ToLookup(b => (b.Id, b.Epoch));
        foreach (IGrouping<string, RecordedInvocation> key in Limited(run))
        {
            Dictionary<InvocationId, RecordedInvocation> members = key.ToDictionary(i => i.Id);
            foreach ((Holding begun, IReadOnlyCollection<Holding> together) in
                Holding.Overlaps(key.SelectMany(i => Holding.OfClaims(i, bodies, run.ClockTolerance))))
            {
                // Whoever came last was let in by its own limit; which of them that was, only the store knows.
                int limit = together.Max(h => members[h.Id].State.Record.Concurrency!.Limit);
                if (together.Count > limit)
                {
                    yield return (begun.Id, $"at {begun.From:O} {together.Count} held a slot of {key.Key}, whose limit is {limit}: {string.Join("; ", together.Select(h => $"{h.Id} from {h.From:O} to {h.To:O}: {members[h.Id].Path}"))}");
                }
            }
        }
    }

    /// <summary>The invocations that have a limit, by their key.</summary>
    internal static IEnumerable<IGrouping<string, RecordedInvocation>> Limited(RecordedRun run) =>
        run.Invocations.Where(i => i.State.Record.Concurrency is not null).GroupBy(i => i.State.Record.Concurrency!.Key);
}
