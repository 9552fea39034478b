using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Offers invocations to runners: enters them into the queue of this database, or says what another broker must route.</summary>
internal readonly struct Offering(WriteTransaction transaction, bool isColocated, DateTimeOffset now)
{
    private static readonly SqlText FindCall = new("SELECT queue, priority FROM {call} WHERE number = ?1");

    /// <summary>The mark of an invocation that is offered.</summary>
    public long Mark => isColocated ? Routing.None : Routing.Marked;

    /// <summary>The time by which work is due.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Where an invocation goes, and how urgent it is.</summary>
    public static (long Queue, Priority Priority) Call(WriteTransaction transaction, long number)
    {
        SQLiteStatement row = transaction.Use(FindCall).Bind(1, number);
        row.Step();
        (long queue, double priority) = (row.Long(0), row.Double(1));
        row.Reset();
        return (queue, Priority.FromStore(priority));
    }

    /// <summary>The number of its entry in the queue of this database; null when another broker has the queue.</summary>
    public long? NextEntry() => isColocated ? transaction.Ledger.NextEntry() : null;

    /// <summary>Enters it into the queue of this database.</summary>
    /// <returns>What another broker must route, when the queue is not here.</returns>
    public Route? Offer(in HotRow row, int sequence, long? entry, DateTimeOffset? due)
    {
        if (entry is not { } place)
        {
            return RouteOf(row, sequence, due);
        }

        (long queue, Priority priority) = Call(transaction, row.Number);
        string? lane = TraitRow.LaneOf(transaction.Link, row.Number, row.Traits);
        QueueWriter.Enqueue(transaction, new QueueEntry(queue, QueueWriter.Rank(priority), place, row.Id, row.Number, lane), due, now);
        return null;
    }

    /// <summary>The route of an invocation.</summary>
    public Route RouteOf(in HotRow row, int sequence, DateTimeOffset? due)
    {
        (long queue, Priority priority) = Call(transaction, row.Number);
        string? lane = TraitRow.LaneOf(transaction.Link, row.Number, row.Traits);
        return new Route(row.Id, transaction.Interning.Names.Queue(transaction.Link, queue), priority, due, sequence, lane);
    }
}
