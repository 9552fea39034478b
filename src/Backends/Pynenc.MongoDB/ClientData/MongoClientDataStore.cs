using System.Buffers;
using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>Large values in chunks. Each writer writes chunks of its own; the value exists once one of them says that it is complete.</summary>
internal sealed class MongoClientDataStore(MongoStore store) : ClientDataStore
{
    private const int ChunkBytes = 1024 * 1024;

    private readonly IMongoCollection<BsonDocument> _contents = store.Collection(CollectionNames.Contents);
    private readonly IMongoCollection<BsonDocument> _chunks = store.Collection(CollectionNames.ContentChunks);

    protected override ValueTask<bool> TouchCoreAsync(ContentKey key, CancellationToken cancellationToken) => store.RunAsync(
        async token =>
        {
            var complete = new BsonDocument { { Field.Id, Id(key) }, { Field.Chunks, new BsonDocument("$gte", 0) } };
            UpdateResult touched = await _contents.UpdateOneAsync(complete, await UsedNowAsync(token).ConfigureAwait(false), cancellationToken: token).ConfigureAwait(false);
            return touched.MatchedCount > 0;
        },
        cancellationToken);

    protected override ValueTask PutCoreAsync(ContentKey key, Stream content, CancellationToken cancellationToken) => store.RunAsync(
        async token =>
        {
            // Announced first: what a crash leaves behind is then found by its age.
            await _contents.UpdateOneAsync(
                new BsonDocument(Field.Id, Id(key)), await UsedNowAsync(token).ConfigureAwait(false), new UpdateOptions { IsUpsert = true }, token).ConfigureAwait(false);
            string writer = Guid.CreateVersion7().ToString("N");
            int chunks = await WriteAsync(key, writer, content, token).ConfigureAwait(false);
            BsonDocument finish = await UsedNowAsync(token).ConfigureAwait(false);
            finish["$set"].AsBsonDocument.AddRange(new BsonDocument { { Field.Chunks, chunks }, { Field.Writer, writer } });
            var incomplete = new BsonDocument { { Field.Id, Id(key) }, { Field.Chunks, new BsonDocument("$exists", false) } };
            UpdateResult finished = await _contents.UpdateOneAsync(incomplete, finish, cancellationToken: token).ConfigureAwait(false);
            if (finished.MatchedCount == 0)
            {
                await EndUnfinishedAsync(key, writer, token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    protected override ValueTask<Stream?> OpenCoreAsync(ContentKey key, CancellationToken cancellationToken) => store.RunAsync<Stream?>(
        async token =>
        {
            BsonDocument? found = await _contents.WithReadConcern(store.Certain).Matching(new BsonDocument(Field.Id, Id(key))).FirstOrDefaultAsync(token).ConfigureAwait(false);
            if (found?.LongOrNull(Field.Chunks) is not { } chunks)
            {
                return null;
            }

            var stream = new MemoryStream();
            for (int i = 0; i < chunks; i++)
            {
                BsonDocument? chunk = await _chunks.Matching(new BsonDocument(Field.Id, Keys.Part(Id(key), found[Field.Writer].AsString, i)))
                    .FirstOrDefaultAsync(token).ConfigureAwait(false);
                if (chunk is null)
                {
                    // Removed between the two readings: then it is not stored any more.
                    await stream.DisposeAsync().ConfigureAwait(false);
                    return null;
                }

                await stream.WriteAsync(chunk[Field.Bytes].AsByteArray, token).ConfigureAwait(false);
            }

            stream.Position = 0;
            return stream;
        },
        cancellationToken);

    protected override ValueTask<IReadOnlyList<ContentKey>> FindUnreferencedCoreAsync(
        TimeSpan unusedFor, int limit, CancellationToken cancellationToken) => store.RunAsync<IReadOnlyList<ContentKey>>(
        async token =>
        {
            var keys = new List<ContentKey>();
            BsonDocument unused = store.Mine();
            unused.Add(Field.UsedAt, new BsonDocument("$lte", await store.Clock.NowAsync(token).ConfigureAwait(false) - unusedFor.Ticks));
            using IAsyncCursor<BsonDocument> found = await _contents.Matching(unused, new FindOptions { BatchSize = Batch.MostIds })
                .Sort(new BsonDocument(Field.UsedAt, 1)).Project<BsonDocument>(new BsonDocument(Field.Id, 1)).ToCursorAsync(token).ConfigureAwait(false);
            while (keys.Count < limit && await found.MoveNextAsync(token).ConfigureAwait(false))
            {
                string[] names = [.. found.Current.Select(d => Name(d[Field.Id]))];
                HashSet<string> referenced = await ReferencedAsync(names, token).ConfigureAwait(false);
                keys.AddRange(names.Where(n => !referenced.Contains(n)).Select(Key).OfType<ContentKey>().Take(limit - keys.Count));
            }

            return keys;
        },
        cancellationToken);

    protected override ValueTask<int> DeleteUnreferencedCoreAsync(
        IReadOnlyList<ContentKey> keys, TimeSpan unusedFor, CancellationToken cancellationToken) => store.RunAsync(
        async token =>
        {
            int deleted = 0;
            long before = await store.Clock.NowAsync(token).ConfigureAwait(false) - unusedFor.Ticks;
            foreach (ContentKey[] some in keys.Distinct().Chunk(Batch.MostIds))
            {
                HashSet<string> referenced = await ReferencedAsync([.. some.Select(k => k.ToString())], token).ConfigureAwait(false);
                foreach (ContentKey key in some.Where(k => !referenced.Contains(k.ToString())))
                {
                    // The chunks come second: without the value nobody reads them, and whatever is left goes with the next delete.
                    var unused = new BsonDocument { { Field.Id, Id(key) }, { Field.UsedAt, new BsonDocument("$lte", before) } };
                    if ((await _contents.DeleteOneAsync(unused, token).ConfigureAwait(false)).DeletedCount > 0)
                    {
                        await _chunks.DeleteManyAsync(new BsonDocument(Field.Target, Id(key)), token).ConfigureAwait(false);
                        deleted++;
                    }
                }
            }

            return deleted;
        },
        cancellationToken);

    private async Task<int> WriteAsync(ContentKey key, string writer, Stream content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int chunks = 0;
            while (await content.ReadAtLeastAsync(buffer.AsMemory(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                var chunk = new BsonDocument
                {
                    { Field.Id, Keys.Part(Id(key), writer, chunks++) }, { Field.App, store.App.AppId.Value }, { Field.Target, Id(key) },
                    { Field.Bytes, new BsonBinaryData(buffer[..count]) },
                };
                await _chunks.InsertOneAsync(chunk, options: null, cancellationToken).ConfigureAwait(false);
            }

            return chunks;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Another writer was quicker, or a sweep took this one for dead: in the one case its chunks go, in the other it failed.</summary>
    private async Task EndUnfinishedAsync(ContentKey key, string writer, CancellationToken cancellationToken)
    {
        BsonDocument? found = await _contents.Matching(new BsonDocument(Field.Id, Id(key))).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (found?.TextOrNull(Field.Writer) == writer)
        {
            return;
        }

        var mine = new BsonDocument { { Field.Target, Id(key) }, { Field.Id, new BsonDocument { { "$gte", Keys.Part(Id(key), writer, 0)[..^1] }, { "$lt", $"{Id(key)}/{writer}0" } } } };
        await _chunks.DeleteManyAsync(mine, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            throw new BackendException(
                $"The value {key} was removed while it was written: it had taken longer than a sweep waits. Put it again.", isTransient: true);
        }
    }

    private async Task<HashSet<string>> ReferencedAsync(string[] names, CancellationToken cancellationToken)
    {
        BsonDocument referring = store.Mine();
        referring.Add(Field.Contents, Bson.In(names));
        List<BsonDocument> found = await store.Invocations.Matching(referring)
            .Project<BsonDocument>(new BsonDocument(Field.Contents, 1)).ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. found.SelectMany(d => d[Field.Contents].AsBsonArray).Select(c => c.AsString)];
    }

    private async ValueTask<BsonDocument> UsedNowAsync(CancellationToken cancellationToken) => new("$set", new BsonDocument
    {
        { Field.App, store.App.AppId.Value }, { Field.UsedAt, await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false) },
    });

    private string Id(ContentKey key) => store.Keys.Of(key.ToString());

    private static string Name(BsonValue id) => id.AsString[(id.AsString.LastIndexOf('/') + 1)..];

    private static ContentKey? Key(string name) => ContentKey.TryParse(name, out ContentKey key) ? key : null;
}
