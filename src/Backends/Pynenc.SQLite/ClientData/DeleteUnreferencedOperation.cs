using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Removes those of the named values that nobody refers to and nobody has used since a time.</summary>
internal sealed class DeleteUnreferencedOperation(IReadOnlyList<ContentKey> keys, DateTimeOffset usedUpTo) : WriteOperation<int>
{
    private static readonly SqlText Delete = new("DELETE FROM {content} WHERE key = ?1 AND uses = 0 AND used_at <= ?2 RETURNING number");
    private static readonly SqlText DeleteChunks = new("DELETE FROM {content_chunk} WHERE content = ?1");

    /// <summary>A transaction of its own: values are large.</summary>
    public override int Weight => keys.Count * 256;

    protected override int Execute(WriteTransaction transaction)
    {
        int removed = 0;
        foreach (ContentKey key in keys)
        {
            SQLiteStatement row = transaction.Use(Delete).Bind(1, SQLiteClientDataStore.Bytes(key)).Bind(2, Ticks.Of(usedUpTo));
            if (row.Step())
            {
                long content = row.Long(0);
                row.Run();
                transaction.Use(DeleteChunks).Bind(1, content).Run();
                removed++;
            }
        }

        return removed;
    }
}
