using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.LoadBench.Targets;

/// <summary>One collection of small documents, used with the driver alone: taken one by one with findOneAndUpdate, as many at a time as a runner has slots.</summary>
internal sealed class MongoRows : IAsyncDisposable
{
    /// <summary>How many documents an insert of a batch has.</summary>
    public const int OfACommand = 1000;

    /// <summary>How many take at once.</summary>
    public const int Takers = 16;

    private static readonly byte[] Payload = new byte[100];
    private static readonly FilterDefinition<BsonDocument> Waiting = Builders<BsonDocument>.Filter.Eq("status", 0);
    private static readonly UpdateDefinition<BsonDocument> Taken = Builders<BsonDocument>.Update.Set("status", 1);
    private static readonly FindOneAndUpdateOptions<BsonDocument> InOrder = new() { Sort = Builders<BsonDocument>.Sort.Ascending("status").Ascending("_id") };

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

    public static async Task<MongoRows> OpenAsync(string connectionString)
    {
        var rows = new MongoRows(new MongoClient(connectionString), MongoUrl.Create(connectionString).DatabaseName ?? "bench");
        await rows._documents.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Builders<BsonDocument>.IndexKeys.Ascending("status").Ascending("_id")));
        return rows;
    }

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

    public Task TakeAsync(int count)
    {
        int left = count;
        return Task.WhenAll(Enumerable.Range(0, Takers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                if (await _documents.FindOneAndUpdateAsync(Waiting, Taken, InOrder) is null)
                {
                    throw new InvalidOperationException($"The documents ended early; expected {count}.");
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
