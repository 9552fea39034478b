using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Shows received entries again, at their old place.</summary>
internal sealed class ReleaseOperation(IReadOnlyList<Delivery> deliveries) : WriteOperation<bool>
{
    private static readonly SqlText Delete =
        new("DELETE FROM {held} WHERE receipt = ?1 RETURNING queue, rank, number, id, invocation, lane, turn");

    public override int Weight => deliveries.Count;

    protected override bool Execute(WriteTransaction transaction)
    {
        foreach (Delivery delivery in deliveries)
        {
            SQLiteStatement row = transaction.Use(Delete).Bind(1, delivery.Receipt);
            if (row.Step())
            {
                var entry = new QueueEntry(
                    row.Long(0), row.Double(1), row.Long(2), new InvocationId(row.Guid(3)), row.LongOrNull(4), row.TextOrNull(5),
                    row.LongOrNull(6));
                row.Run();
                QueueWriter.Show(transaction, entry);
                transaction.MarkAvailable();
            }
        }

        return true;
    }
}
