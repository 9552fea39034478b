using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>Arguments and results: small ones inside their invocation, large ones in documents of their own.</summary>
/// <remarks>
/// A large value is written before the step that refers to it, and is marked as open until that step is done. What a crash leaves open is
/// looked at later: kept when its invocation refers to it, removed otherwise.
/// </remarks>
internal sealed class Payloads(MongoStore store)
{
    private const int ChunkBytes = 4 * 1024 * 1024;

    private readonly IMongoCollection<BsonDocument> _chunks = store.Collection(CollectionNames.Payloads);

    /// <summary>The value as it stands in the invocation; what is large is stored first.</summary>
    /// <param name="key">The invocation.</param>
    /// <param name="value">The bytes.</param>
    /// <param name="written">Gets the names of what was stored, to be closed or removed.</param>
    /// <param name="cancellationToken">Stops between two chunks.</param>
    public async ValueTask<BsonValue> PlaceAsync(string key, ReadOnlyMemory<byte> value, List<string> written, CancellationToken cancellationToken)
    {
        if (value.Length <= store.Settings.InlineBytes)
        {
            return Bson.Of(value);
        }

        string name = $"{key}/{Guid.CreateVersion7():N}";
        written.Add(name);
        long now = await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false);
        int chunks = 0;
        for (int at = 0; at < value.Length; at += ChunkBytes)
        {
            var chunk = new BsonDocument
            {
                { Field.Id, $"{name}/{chunks++}" },
                { Field.App, store.App.AppId.Value },
                { Field.Target, name },
                { Field.Bytes, Bson.Of(value.Slice(at, Math.Min(ChunkBytes, value.Length - at))) },
                { Field.Open, now },
            };
            await _chunks.InsertOneAsync(chunk, options: null, cancellationToken).ConfigureAwait(false);
        }

        return new BsonDocument { { Field.Key, name }, { Field.Chunks, chunks }, { Field.Length, value.Length } };
    }

    /// <summary>The steps that refer to these are done.</summary>
    public Task CloseAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) => names.Count == 0 ? Task.CompletedTask : _chunks.UpdateManyAsync(
        new BsonDocument(Field.Target, Bson.In(names)), new BsonDocument("$unset", new BsonDocument(Field.Open, "")), cancellationToken: cancellationToken);

    /// <summary>What refers to these is about to go.</summary>
    public async Task OpenAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        if (names.Count > 0)
        {
            var open = new BsonDocument("$set", new BsonDocument(Field.Open, await store.Clock.NowAsync(cancellationToken).ConfigureAwait(false)));
            await _chunks.UpdateManyAsync(new BsonDocument(Field.Target, Bson.In(names)), open, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing refers to these.</summary>
    public Task RemoveAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) => names.Count == 0
        ? Task.CompletedTask
        : _chunks.DeleteManyAsync(new BsonDocument(Field.Target, Bson.In(names)), cancellationToken);

    /// <summary>Closes or removes what a crash has left open since before a time.</summary>
    /// <returns>How many documents were removed.</returns>
    public async Task<long> SettleOpenAsync(long openBefore, int limit, CancellationToken cancellationToken)
    {
        BsonDocument old = store.Mine();
        old.Add(Field.Open, new BsonDocument { { "$gte", 0L }, { "$lt", openBefore } });
        List<BsonDocument> open = await _chunks.Matching(old).Limit(limit)
            .Project<BsonDocument>(new BsonDocument(Field.Target, 1)).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (open.Count == 0)
        {
            return 0;
        }

        string[] names = [.. open.Select(c => c[Field.Target].AsString).Distinct()];
        List<BsonDocument> invocations = await store.Invocations
            .Matching(new BsonDocument(Field.Id, Bson.In(names.Select(InvocationOf).Distinct())))
            .Project<BsonDocument>(new BsonDocument { { $"{Field.Arguments}.{Field.Key}", 1 }, { $"{Field.Payload}.{Field.Key}", 1 } })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        HashSet<string> used = [.. invocations.SelectMany(i => new[] { Field.Arguments, Field.Payload }.Select(f => NameOf(i.GetValue(f, BsonNull.Value)))).OfType<string>()];
        await CloseAsync([.. names.Where(used.Contains)], cancellationToken).ConfigureAwait(false);
        string[] unused = [.. names.Where(n => !used.Contains(n))];
        await RemoveAsync(unused, cancellationToken).ConfigureAwait(false);
        return open.Count(c => unused.Contains(c[Field.Target].AsString));
    }

    /// <summary>The values of a field of many invocations; the large ones are fetched.</summary>
    public async Task<Dictionary<string, ReadOnlyMemory<byte>>> ReadAsync(
        IReadOnlyCollection<BsonDocument> invocations, string field, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, ReadOnlyMemory<byte>>(invocations.Count);
        List<(string Key, BsonDocument Reference)> apart = [];
        foreach (BsonDocument invocation in invocations)
        {
            if (invocation.TryGetValue(field, out BsonValue? value))
            {
                string key = invocation[Field.Id].AsString;
                if (value.IsBsonDocument)
                {
                    apart.Add((key, value.AsBsonDocument));
                }
                else
                {
                    values[key] = value.AsByteArray;
                }
            }
        }

        foreach ((string key, BsonDocument reference) in apart)
        {
            values[key] = await FetchAsync(key, reference, cancellationToken).ConfigureAwait(false);
        }

        return values;
    }

    private async Task<ReadOnlyMemory<byte>> FetchAsync(string key, BsonDocument reference, CancellationToken cancellationToken)
    {
        string name = reference[Field.Key].AsString;
        byte[] bytes = new byte[reference.Int(Field.Length)];
        int at = 0;
        for (int chunk = 0; chunk < reference.Int(Field.Chunks); chunk++)
        {
            BsonDocument? found = await _chunks.Matching(new BsonDocument(Field.Id, $"{name}/{chunk}")).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
            if (found is null)
            {
                // Not an error here: the engine sets it aside with its reason, and goes on.
                store.Logger.PayloadMissing(store.Keys.Invocation(key));
                return ReadOnlyMemory<byte>.Empty;
            }

            byte[] part = found[Field.Bytes].AsByteArray;
            part.CopyTo(bytes, at);
            at += part.Length;
        }

        return bytes;
    }

    private static string InvocationOf(string name) => name[..name.LastIndexOf('/')];

    private static string? NameOf(BsonValue value) => value.IsBsonDocument ? value.AsBsonDocument.TextOrNull(Field.Key) : null;
}
