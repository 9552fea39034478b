using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Puts ids into their queues, in order, all or none.</summary>
internal sealed class RouteOperation(IReadOnlyList<Route> routes, DateTimeOffset now) : WriteOperation<bool>
{
    public override int Weight => routes.Count;

    protected override bool Execute(WriteTransaction transaction)
    {
        foreach (Route route in routes)
        {
            var entry = new QueueEntry(
                transaction.Number(route.Queue), QueueWriter.Rank(route.Priority), transaction.Ledger.NextEntry(), route.Id, Invocation: null,
                route.Lane);
            QueueWriter.Enqueue(transaction, entry, route.NotBefore, now);
        }

        return true;
    }
}
