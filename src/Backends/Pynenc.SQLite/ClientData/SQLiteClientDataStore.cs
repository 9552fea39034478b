using System.Buffers;
using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Large values in chunks, each chunk a transaction of its own, so that other writers get their turn in between.</summary>
internal sealed class SQLiteClientDataStore(SQLiteDatabase database) : ClientDataStore
{
    private const int ChunkBytes = 512 * 1024;

    /// <summary>Bounds one transaction, so that other writers get their turn between two.</summary>
    private const int MaxRemoved = 16;

    private static readonly SqlText Find = new("SELECT number, length, chunks FROM {content} WHERE key = ?1 AND chunks IS NOT NULL");
    private static readonly SqlText ReadChunks = new("SELECT bytes FROM {content_chunk} WHERE content = ?1 ORDER BY writer, ordinal");
    private static readonly SqlText FindUnused = new("SELECT key FROM {content} WHERE uses = 0 AND used_at <= ?1 ORDER BY used_at LIMIT ?2");

    /// <summary>A key as it is stored.</summary>
    public static byte[] Bytes(ContentKey key) => Convert.FromHexString(key.ToString());

    protected override ValueTask<bool> TouchCoreAsync(ContentKey key, CancellationToken cancellationToken) =>
        database.WriteAsync(new TouchOperation(key, database.Now), cancellationToken);

    protected override async ValueTask PutCoreAsync(ContentKey key, Stream content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var chunk = new ContentChunk(key, Random.Shared.NextInt64(), Content: null, Ordinal: 0, Start: 0, Bytes: default, IsLast: false);
            while (true)
            {
                int count = await content
                    .ReadAtLeastAsync(buffer.AsMemory(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                chunk = chunk with { Bytes = buffer.AsMemory(0, count), IsLast = count < ChunkBytes };
                PutOutcome put = await database.WriteAsync(new PutOperation(chunk, database.Now), cancellationToken).ConfigureAwait(false);
                if (put.IsStored)
                {
                    return;
                }

                long number = put.Content ?? throw Removed(key);
                chunk = chunk with { Content = number, Ordinal = chunk.Ordinal + 1, Start = chunk.Start + count };
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override async ValueTask<Stream?> OpenCoreAsync(ContentKey key, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        lease.BeginSnapshot();
        SQLiteStatement row = lease.Link.Use(Find).Bind(1, Bytes(key));
        if (!row.Step())
        {
            return null;
        }

        (long number, byte[] bytes, long expected) = (row.Long(0), new byte[row.Long(1)], row.Long(2));
        int length = 0;
        long chunks = 0;
        SQLiteStatement chunk = lease.Link.Use(ReadChunks).Bind(1, number);
        while (chunk.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> some = chunk.Span(0);
            if (some.Length <= bytes.Length - length)
            {
                some.CopyTo(bytes.AsSpan(length));
            }

            length += some.Length;
            chunks++;
        }

        return length == bytes.Length && chunks == expected
            ? new MemoryStream(bytes, writable: false)
            : throw lease.Link.Damaged($"value {key} has {length:N0} bytes in {chunks} chunks instead of {bytes.Length:N0} in {expected}");
    }

    protected override async ValueTask<IReadOnlyList<ContentKey>> FindUnreferencedCoreAsync(
        TimeSpan unusedFor, int limit, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        var found = new List<ContentKey>();
        SQLiteStatement row = lease.Link.Use(FindUnused).Bind(1, Ticks.Of(database.Now - unusedFor)).Bind(2, (long)limit);
        while (row.Step())
        {
            found.Add(KeyOf(row, lease.Link));
        }

        return found;
    }

    protected override async ValueTask<int> DeleteUnreferencedCoreAsync(
        IReadOnlyList<ContentKey> keys, TimeSpan unusedFor, CancellationToken cancellationToken)
    {
        int removed = 0;
        DateTimeOffset usedUpTo = database.Now - unusedFor;
        foreach (ContentKey[] some in keys.Chunk(MaxRemoved))
        {
            cancellationToken.ThrowIfCancellationRequested();
            removed += await database.WriteAsync(new DeleteUnreferencedOperation(some, usedUpTo), cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private static ContentKey KeyOf(SQLiteStatement row, SQLiteLink link) =>
        ContentKey.TryParse(Convert.ToHexStringLower(row.Span(0)), out ContentKey key)
            ? key
            : throw link.Damaged($"the key of a large value has {row.Span(0).Length} bytes instead of 32");

    private BackendException Removed(ContentKey key) => new(
        $"The value {key} was removed from '{database.Location.Path}' while it was being stored: app '{database.App.AppId}' was purged, or one piece took longer than {nameof(RetentionOptions)}.{nameof(RetentionOptions.UnusedContent)}. Call again.", isTransient: true);
}
