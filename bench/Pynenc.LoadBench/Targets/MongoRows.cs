using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.LoadBench.Targets;

/// <summary>One collection of small documents, used with the driver alone: taken one by one with findOneAndUpdate by id, as many at a time as a runner has slots.</summary>
internal sealed class MongoRows : IAsyncDisposable
{
    /// <summary>How many documents an insert of a batch has.</summary>
    public const int OfACommand = 1000;

    /// <summary>How many take at once.</summary>
    public const int Takers = 16;

    private static readonly byte[] Payload = new byte[100];
    private static readonly UpdateDefinition<BsonDocument> Taken = Builders<BsonDocument>.Update.Set("status", 1);

    private readonly MongoClient _client;
    private readonly IMongoDatabase _database;
    private readonly IMongoCollection<BsonDocument> _documents;
    private long _next;

    private MongoRows(MongoClient client, string database)
    {
        _client = client;
        _database = client.GetDatabase(database);
        _documents = _database.GetCollection<BsonDocument>($"bench_raw_{Guid.CreateVersion7():N}").WithWriteConcern(WriteConcern.WMajority.With(journal: true));
    }

    public static MongoRows Open(string connectionString) => new(new MongoClient(connectionString), MongoUrl.Create(connectionString).DatabaseName ?? "bench");

    public Task InsertAsync() => _documents.InsertOneAsync(Document());

    public async Task InsertAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await InsertAsync();
        }
    }

    public async Task InsertManyAsync(int count)
    {
        for (int i = 0; i < count; i += OfACommand)
        {
            await _documents.InsertManyAsync(Enumerable.Range(0, OfACommand).Select(_ => Document()));
        }
    }

    /// <summary>Takes the last ones that were inserted.</summary>
    public Task TakeAsync(int count)
    {
        long next = _next - count;
        return Task.WhenAll(Enumerable.Range(0, Takers).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is long after && after <= _next)
            {
                FilterDefinition<BsonDocument> its = Builders<BsonDocument>.Filter.Eq("_id", after - 1) & Builders<BsonDocument>.Filter.Eq("status", 0);
                if (await _documents.FindOneAndUpdateAsync(its, Taken) is null)
                {
                    throw new InvalidOperationException($"A document was not there, or taken already; {count} were inserted.");
                }
            }
        }));
    }

    public async Task PassAsync(int count)
    {
        await InsertManyAsync(count);
        await TakeAsync(count);
    }

    public Task ClearAsync() => _documents.DeleteManyAsync(Builders<BsonDocument>.Filter.Empty);

    public async Task FillAsync(int count)
    {
        await ClearAsync();
        await InsertManyAsync(count);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DropCollectionAsync(_documents.CollectionNamespace.CollectionName);
        _client.Dispose();
    }

    private BsonDocument Document() => new() { { "_id", _next++ }, { "status", 0 }, { "payload", Payload } };
}
