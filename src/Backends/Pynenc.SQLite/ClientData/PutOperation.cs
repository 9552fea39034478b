namespace Pynenc.SQLite;

/// <summary>Stores a piece of a value. Readers see the value when its last piece is committed.</summary>
/// <remarks>Each piece marks the value as used, so that no sweep removes what is still being written.</remarks>
internal sealed class PutOperation(ContentChunk chunk, DateTimeOffset now) : WriteOperation<PutOutcome>
{
    private static readonly SqlText Begin = new(
        """
        INSERT INTO {content} (key, used_at, uses) VALUES (?1, ?2, 0) ON CONFLICT (key) DO UPDATE SET used_at = excluded.used_at
        RETURNING number, chunks
        """);

    private static readonly SqlText GoOn = new("UPDATE {content} SET used_at = ?2 WHERE number = ?1 RETURNING number, chunks");
    private static readonly SqlText Insert = new("INSERT INTO {content_chunk} (content, writer, ordinal, bytes) VALUES (?1, ?2, ?3, ?4)");
    private static readonly SqlText Finish = new("UPDATE {content} SET length = ?2, chunks = ?3 WHERE number = ?1");
    private static readonly SqlText DeleteOthers = new("DELETE FROM {content_chunk} WHERE content = ?1 AND writer <> ?2");

    /// <summary>As much as that many small rows.</summary>
    public override int Weight => 1 + (chunk.Bytes.Length / 2048);

    protected override PutOutcome Execute(WriteTransaction transaction)
    {
        SQLiteStatement row = chunk.Content is { } known
            ? transaction.Use(GoOn).Bind(1, known)
            : transaction.Use(Begin).Bind(1, SQLiteClientDataStore.Bytes(chunk.Key));
        if (!row.Bind(2, Ticks.Of(now)).Step())
        {
            return new PutOutcome(Content: null, IsStored: false);
        }

        long content = row.Long(0);
        bool isStored = !row.IsNull(1);
        row.Run();
        if (!isStored)
        {
            Write(transaction, content);
        }

        return new PutOutcome(content, isStored || chunk.IsLast);
    }

    private void Write(WriteTransaction transaction, long content)
    {
        bool isEmpty = chunk.Bytes.IsEmpty;
        if (!isEmpty)
        {
            transaction.Use(Insert)
                .Bind(1, content).Bind(2, chunk.Writer).Bind(3, (long)chunk.Ordinal).Bind(4, chunk.Bytes.Span)
                .Run();
        }

        if (chunk.IsLast)
        {
            transaction.Use(Finish)
                .Bind(1, content).Bind(2, chunk.Start + chunk.Bytes.Length).Bind(3, (long)(isEmpty ? chunk.Ordinal : chunk.Ordinal + 1))
                .Run();
            transaction.Use(DeleteOthers).Bind(1, content).Bind(2, chunk.Writer).Run();
        }
    }
}
