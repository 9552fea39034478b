using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>What limits and reservations add to a transition.</summary>
internal static class HandingOn
{
    private const string Reason = "A slot came free.";

    private static readonly SqlText Update = new(
        """
        UPDATE {invocation} SET status = 4, sequence = ?2, changed_at = ?3, routing = ?4, entry = ?5, reason = ?6 WHERE number = ?1
        """);

    /// <summary>Lets go of what an invocation no longer needs, and gives its slot to the next in line.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="offering">How what gets a slot is offered.</param>
    /// <param name="row">The invocation, before the transition.</param>
    /// <param name="last">The last step of the transition.</param>
    /// <returns>What another broker must route; null when nothing.</returns>
    public static IReadOnlyList<Route>? Apply(WriteTransaction transaction, in Offering offering, in HotRow row, in StatusStep last)
    {
        if (last.Status.IsOwned() || (row.Traits & Traits.Limits) == 0)
        {
            return null;
        }

        TraitRow traits = TraitRow.Read(transaction.Link, row.Number);
        if (traits.Reservation is { } reservation && last.Status.IsFinal())
        {
            Reservations.End(transaction, reservation, row.Number, last);
        }

        if (traits.Concurrency is not { } limit)
        {
            return null;
        }

        if (row.Routing == Routing.InLine)
        {
            Slots.Leave(transaction, limit.Key, row.Number, Offering.Call(transaction, row.Number).Priority);
        }

        return Reroute(transaction, offering, Slots.GiveBack(transaction, limit.Key, row.Number), last.At);
    }

    private static List<Route>? Reroute(WriteTransaction transaction, in Offering offering, IReadOnlyList<long> handed, DateTimeOffset at)
    {
        List<Route>? routes = null;
        foreach (long number in handed)
        {
            HotRow row = HotRow.Read(transaction, number);
            var step = new StatusStep(InvocationStatus.Rerouted, at, Reason);
            int sequence = row.Sequence + 1;
            long? entry = offering.NextEntry();
            HistoryWriter.Add(transaction, number, sequence, step, runner: null, row.Epoch);
            transaction.Use(Update)
                .Bind(1, number).Bind(2, (long)sequence).Bind(3, Ticks.Of(at)).Bind(4, offering.Mark).Bind(5, entry).Bind(6, Reason)
                .Run();
            transaction.Counter.Move(row.Task, row.Status, step.Status);
            if (offering.Offer(row, sequence, entry, due: null) is { } route)
            {
                (routes ??= []).Add(route);
            }
        }

        return routes;
    }
}
