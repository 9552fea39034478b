using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History.Rules;

internal static class OneReservationHolder
{
    public static HistoryRule Rule { get; } = new(nameof(OneReservationHolder), 4, "Only one invocation at a time stands for a reserved key.", Find);

    private static IEnumerable<(InvocationId? Id, string Message)> Find(RecordedRun run)
    {
        ILookup<InvocationId, DateTimeOffset> accepted = run.Accepted.Where(a => a.At is not null).ToLookup(a => a.Id, a => a.At!.Value);
        ILookup<InvocationId, DateTimeOffset> started = run.Bodies.ToLookup(b => b.Id, b => b.StartedAt);
        foreach (IGrouping<string, RecordedInvocation> key in
            run.Invocations.Where(i => i.State.Record.Reservation is not null).GroupBy(i => i.State.Record.Reservation!.Key))
        {
            Dictionary<InvocationId, RecordedInvocation> members = key.ToDictionary(i => i.Id);
            IEnumerable<Holding> holdings = key.Select(i => new Holding(i.Id, From(i) + run.ClockTolerance, Until(i)));
            foreach ((Holding begun, IReadOnlyCollection<Holding> together) in Holding.Overlaps(holdings))
            {
                if (together.Count > 1)
                {
                    yield return (begun.Id, $"at {begun.From:O} {together.Count} stood for {key.Key}: {string.Join("; ", together.Select(h => $"{h.Id} from {h.From:O} to {h.To:O}: {members[h.Id].Path}"))}");
                }
            }
        }

        DateTimeOffset From(RecordedInvocation invocation) => accepted[invocation.Id]
            .Concat(started[invocation.Id])
            .Concat(invocation.History.Where(h => h.Status == InvocationStatus.Running).Select(h => h.At))
            .DefaultIfEmpty(DateTimeOffset.MaxValue - run.ClockTolerance).Min();
    }

    private static DateTimeOffset Until(RecordedInvocation invocation)
    {
        Reservation reservation = invocation.State.Record.Reservation!;
        HistoryEntry? claim = invocation.History.FirstOrDefault(h => h.Status == InvocationStatus.Pending);
        HistoryEntry? end = invocation.History.FirstOrDefault(h => h.Status.IsFinal());
        return reservation.End switch
        {
            ReservationEnd.Claimed when claim is not null => claim.At,
            ReservationEnd.Kept when end?.Status == InvocationStatus.Success => end.At + reservation.KeepFor,
            _ => end?.At ?? DateTimeOffset.MaxValue,
        };
    }
}
