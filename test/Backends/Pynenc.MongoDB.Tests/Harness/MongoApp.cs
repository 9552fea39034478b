using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB.Tests;

/// <summary>An application in a database of its own, and a second look at what it has stored.</summary>
internal sealed class MongoApp : IAsyncDisposable
{
    private readonly MongoClient _client;
    private readonly List<PynencApp> _opened = [];

    private MongoApp(string server)
    {
        ConnectionString = server;
        _client = new MongoClient(server);
    }

    public string ConnectionString { get; }

    /// <summary>A database of its own, removed at the end.</summary>
    public string DatabaseName { get; } = $"pynenc_test_{Guid.CreateVersion7():N}";

    public IMongoDatabase Database => _client.GetDatabase(DatabaseName);

    public PynencApp App => _opened[0];

    public static async Task<MongoApp> OpenAsync(Action<PynencAppBuilder>? more = null)
    {
        var it = new MongoApp(await Server.SharedAsync());
        await it.OpenAgainAsync(more);
        return it;
    }

    public async Task<PynencApp> OpenAgainAsync(Action<PynencAppBuilder>? more = null, Action<MongoBackendOptions>? configure = null, bool isColocated = true)
    {
        void Configure(MongoBackendOptions options)
        {
            options.Database = DatabaseName;
            configure?.Invoke(options);
        }

        var app = PynencApp.Create(o =>
        {
            o.AppId("shop");
            _ = isColocated ? o.UseMongoDB(ConnectionString, Configure) : o.UseMongoDBState(ConnectionString, Configure).UseMemoryBroker();
            more?.Invoke(o);
        });
        _opened.Add(app);
        await app.InitializeAsync(TestContext.Current.CancellationToken);
        return app;
    }

    public IMongoCollection<BsonDocument> Collection(string name) => Database.GetCollection<BsonDocument>(name);

    public async Task<List<BsonDocument>> AllAsync(string collection) =>
        await Collection(collection).Matching([]).ToListAsync(TestContext.Current.CancellationToken);

    public Task ChangeAllAsync(string collection, string change, BsonDocument fields) =>
        Collection(collection).UpdateManyAsync(new BsonDocument(), new BsonDocument(change, fields), cancellationToken: TestContext.Current.CancellationToken);

    public Task ClearAsync(string collection) => Collection(collection).DeleteManyAsync(new BsonDocument(), TestContext.Current.CancellationToken);

    public async Task<RunnerId> RunnerAsync()
    {
        var runner = new RunnerInfo(RunnerId.New(), "Test", "host", 1, 1, DateTimeOffset.UnixEpoch);
        await App.State.Runners.RegisterAsync(runner, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        return runner.Id;
    }

    public async Task<Fence> ClaimedAsync(RunnerId runner, InvocationId id) =>
        (await App.State.Invocations.ClaimAsync(new ClaimRequest(runner, [id], DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken))[0].Claimed!.Fence;

    public async ValueTask DisposeAsync()
    {
        foreach (PynencApp app in _opened)
        {
            await app.DisposeAsync();
        }

        await _client.DropDatabaseAsync(DatabaseName);
        _client.Dispose();
    }
}
