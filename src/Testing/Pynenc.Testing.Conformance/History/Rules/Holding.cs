using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History.Rules;

/// <summary>When an invocation held something, as far as it is sure.</summary>
/// <remarks>
/// The time of a history row is that of its writer just before the step, so a step is never earlier than its row, and may be later.
/// Whatever ends is therefore surely held until the row of its end, and whatever begins is surely held from the first thing that only
/// happens afterwards. What lies between is left out: a rule that rests on these never accuses a run that is right.
/// </remarks>
/// <param name="Id">The invocation.</param>
/// <param name="From">It surely held it from then on.</param>
/// <param name="To">And until then.</param>
internal sealed record Holding(InvocationId Id, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Those that are sure to have lasted at all.</summary>
    public static IEnumerable<Holding> Sure(IEnumerable<Holding> holdings) => holdings.Where(h => h.From < h.To);

    /// <summary>Each holding at its beginning, with all that were held then, itself included.</summary>
    public static IEnumerable<(Holding Begun, IReadOnlyCollection<Holding> Together)> Overlaps(IEnumerable<Holding> holdings)
    {
        var held = new List<Holding>();
        foreach (Holding next in Sure(holdings).OrderBy(h => h.From))
        {
            held.RemoveAll(h => h.To <= next.From);
            held.Add(next);
            yield return (next, held);
        }
    }

    /// <summary>The time each claim was surely held: from the start of its body, or the row that says it runs, to the row that gives it up.</summary>
    public static IEnumerable<Holding> OfClaims(RecordedInvocation invocation, ILookup<(InvocationId Id, long Epoch), BodyRun> bodies, TimeSpan tolerance)
    {
        IReadOnlyList<HistoryEntry> history = invocation.History;
        for (int claim = 0; claim < history.Count; claim++)
        {
            if (history[claim].Status != InvocationStatus.Pending)
            {
                continue;
            }

            int end = claim + 1;
            while (end < history.Count && history[end].Status.IsOwned() && history[end].Status != InvocationStatus.Pending)
            {
                end++;
            }

            IEnumerable<DateTimeOffset> known = history.Skip(claim + 1).Take(end - claim - 1).Select(h => h.At)
                .Concat(bodies[(invocation.Id, history[claim].Epoch)].Select(b => b.StartedAt));
            DateTimeOffset to = end < history.Count ? history[end].At : DateTimeOffset.MaxValue;
            yield return new Holding(invocation.Id, known.DefaultIfEmpty(DateTimeOffset.MaxValue - tolerance).Min() + tolerance, to);
        }
    }
}
