using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Hides the first entries of the wanted queues until their lease ends.</summary>
internal sealed class ReceiveOperation(ReceiveRequest request, DateTimeOffset now) : WriteOperation<IReadOnlyList<Delivery>>
{
    public override int Weight => request.MaxCount;

    protected override IReadOnlyList<Delivery> Execute(WriteTransaction transaction)
    {
        QueueWriter.ShowDue(transaction, now);
        var entries = new List<QueueEntry>();
        QueueReader.ReadFirstOf(transaction, QueueReader.Queues(transaction, request.Queues), request.MaxCount, entries);

        var deliveries = new Delivery[entries.Count];
        DateTimeOffset until = now + request.Lease;
        for (int i = 0; i < deliveries.Length; i++)
        {
            QueueWriter.Remove(transaction, entries[i]);
            deliveries[i] = new Delivery(entries[i].Id, QueueWriter.Hold(transaction, entries[i], until));
        }

        return deliveries;
    }
}
