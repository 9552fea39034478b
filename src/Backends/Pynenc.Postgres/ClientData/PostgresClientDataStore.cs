using System.Buffers;
using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Large values in chunks. Each writer writes chunks of its own; the value exists once one of them says that it is complete.</summary>
internal sealed class PostgresClientDataStore(PostgresDatabase database) : ClientDataStore
{
    private const int ChunkBytes = 512 * 1024;

    private static readonly SqlText Touch = new("UPDATE {s}.content SET used_at = {now} WHERE app = $2 AND key = $3 AND chunks IS NOT NULL");

    private static readonly SqlText Announce = new(
        "INSERT INTO {s}.content (app, key, used_at) VALUES ($2, $3, {now}) ON CONFLICT (app, key) DO UPDATE SET used_at = excluded.used_at");

    private static readonly SqlText Write = new("INSERT INTO {s}.content_chunk (app, key, writer, chunk, bytes) VALUES ($2, $3, $4, $5, $6)");

    private static readonly SqlText Finish = new(
        "UPDATE {s}.content SET chunks = $5, writer = $4, used_at = {now} WHERE app = $2 AND key = $3 AND chunks IS NULL");

    private static readonly SqlText DropOthers = new(
        """
        DELETE FROM {s}.content_chunk k USING {s}.content c
        WHERE k.app = $2 AND k.key = $3 AND c.app = $2 AND c.key = $3 AND c.writer <> $4 AND k.writer = $4
        """);

    private static readonly SqlText Find = new("SELECT chunks, writer FROM {s}.content WHERE app = $2 AND key = $3 AND chunks IS NOT NULL");

    private static readonly SqlText ReadChunks = new(
        "SELECT bytes FROM {s}.content_chunk WHERE app = $2 AND key = $3 AND writer = $4 ORDER BY chunk");

    private static readonly SqlText Unreferenced = new(
        """
        SELECT key FROM {s}.content c WHERE app = $2 AND used_at <= {now} - $3
        AND NOT EXISTS (SELECT 1 FROM {s}.content_reference r WHERE r.app = $2 AND r.key = c.key) ORDER BY used_at LIMIT $4
        """);

    private static readonly SqlText Delete = new(
        """
        WITH gone AS (
            DELETE FROM {s}.content c WHERE app = $2 AND key = ANY ($3::text[]) AND used_at <= {now} - $4
            AND NOT EXISTS (SELECT 1 FROM {s}.content_reference r WHERE r.app = $2 AND r.key = c.key) RETURNING key),
        chunks AS (DELETE FROM {s}.content_chunk k USING gone g WHERE k.app = $2 AND k.key = g.key)
        SELECT count(*) FROM gone
        """);

    protected override async ValueTask<bool> TouchCoreAsync(ContentKey key, CancellationToken cancellationToken) =>
        await database.WriteAsync(commands => commands.Add(Touch).With(key.ToString()), cancellationToken).ConfigureAwait(false) > 0;

    protected override async ValueTask PutCoreAsync(ContentKey key, Stream content, CancellationToken cancellationToken)
    {
        await database.WriteAsync(commands => commands.Add(Announce).With(key.ToString()), cancellationToken).ConfigureAwait(false);
        var writer = Guid.CreateVersion7();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int chunks = 0;
            while (await content.ReadAtLeastAsync(buffer.AsMemory(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                byte[] bytes = buffer[..count];
                int chunk = chunks++;
                await database.WriteAsync(
                    commands => commands.Add(Write).With(key.ToString()).With(writer).With(chunk).With(bytes), cancellationToken).ConfigureAwait(false);
            }

            await database.WriteAsync(
                commands =>
                {
                    commands.Add(Finish).With(key.ToString()).With(writer).With(chunks);
                    commands.Add(DropOthers).With(key.ToString()).With(writer);
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override async ValueTask<Stream?> OpenCoreAsync(ContentKey key, CancellationToken cancellationToken)
    {
        (int Chunks, Guid Writer)? found = await database.ReadAsync<(int, Guid)?>(
            commands => commands.Add(Find).With(key.ToString()),
            async (rows, token) => await rows.ReadAsync(token).ConfigureAwait(false) ? (rows.GetInt32(0), rows.GetGuid(1)) : null,
            cancellationToken).ConfigureAwait(false);
        if (found is not { } content)
        {
            return null;
        }

        return await database.ReadAsync(
            commands => commands.Add(ReadChunks).With(key.ToString()).With(content.Writer),
            async (rows, token) =>
            {
                var stream = new MemoryStream();
                int chunks = 0;
                while (await rows.ReadAsync(token).ConfigureAwait(false))
                {
                    await stream.WriteAsync(rows.GetFieldValue<byte[]>(0), token).ConfigureAwait(false);
                    chunks++;
                }

                stream.Position = 0;

                // Removed between the two readings: then it is not stored any more.
                return chunks == content.Chunks ? (Stream?)stream : null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    protected override ValueTask<IReadOnlyList<ContentKey>> FindUnreferencedCoreAsync(
        TimeSpan unusedFor, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        commands => commands.Add(Unreferenced).With(unusedFor.Ticks).With(limit),
        async (rows, token) =>
        {
            var keys = new List<ContentKey>();
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                if (ContentKey.TryParse(rows.GetString(0), out ContentKey key))
                {
                    keys.Add(key);
                }
            }

            return (IReadOnlyList<ContentKey>)keys;
        },
        cancellationToken);

    protected override ValueTask<int> DeleteUnreferencedCoreAsync(
        IReadOnlyList<ContentKey> keys, TimeSpan unusedFor, CancellationToken cancellationToken) => database.ReadAsync(
        commands => commands.Add(Delete).With(keys.Select(k => k.ToString()).ToArray()).With(unusedFor.Ticks),
        async (rows, token) => await rows.ReadAsync(token).ConfigureAwait(false) ? (int)rows.GetInt64(0) : 0,
        cancellationToken);
}
