using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>The collections of one application in one database, and what broker and state backend share over them.</summary>
internal sealed class MongoStore : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly MongoClient _client;
    private readonly IMongoDatabase _database;
    private readonly string _hosts;
    private int _users;
    private bool _isOpen;

    public MongoStore(BackendContext app, string connectionString, MongoBackendOptions options)
    {
        App = app;
        Settings = options;
        Logger = app.LoggerFactory.CreateLogger("Pynenc.MongoDB");
        MongoClientSettings settings = MongoClientSettings.FromConnectionString(connectionString);
        settings.ApplicationName ??= "pynenc";
        settings.ServerSelectionTimeout = Shorter(settings.ServerSelectionTimeout, options.CommandTimeout);
        settings.ConnectTimeout = Shorter(settings.ConnectTimeout, options.CommandTimeout);
        settings.WaitQueueTimeout = Shorter(settings.WaitQueueTimeout, options.CommandTimeout);
        settings.SocketTimeout = options.CommandTimeout;
        settings.ReadPreference = ReadPreference.Primary;
        settings.WriteConcern = WriteConcern.WMajority.With(journal: true, wTimeout: options.CommandTimeout);
        _hosts = string.Join(",", settings.Servers.Select(s => $"{s.Host}:{s.Port}"));
        _client = new MongoClient(settings);
        DatabaseName = MongoBackendOptionsValidator.DatabaseOf(connectionString, options);
        _database = _client.GetDatabase(DatabaseName);
        Keys = new Keys(app.AppId);
        Invocations = Collection(CollectionNames.Invocations);
        Numbers = new Numbers(Collection(CollectionNames.Counters), Invocations, app.AppId);
        Clock = new ServerClock(app, _database);
        Signals = new SignalBoard(this);
        Slots = new Slots(this);
        Lanes = new Lanes(this);
        EntryQueue = new WorkQueue(this, Collection(CollectionNames.Entries));
        InvocationQueue = new WorkQueue(this, Invocations);
    }

    public BackendContext App { get; }

    public MongoBackendOptions Settings { get; }

    public ILogger Logger { get; }

    public string DatabaseName { get; }

    /// <summary>The servers and the database, as an error names them.</summary>
    public string Server => $"MongoDB at {_hosts}, database '{DatabaseName}',";

    public Keys Keys { get; }

    public Numbers Numbers { get; }

    public ServerClock Clock { get; }

    /// <summary>Pulses when there may be work to take.</summary>
    public PulseSignal Work { get; } = new();

    public SignalBoard Signals { get; }

    public IMongoCollection<BsonDocument> Invocations { get; }

    public Slots Slots { get; }

    public Lanes Lanes { get; }

    /// <summary>The invocations this process has claimed whose limits or lane a transition must know of.</summary>
    public ConcurrentDictionary<string, bool> Limited { get; } = new();

    /// <summary>The ids the broker was given.</summary>
    public WorkQueue EntryQueue { get; }

    /// <summary>The invocations that stand in the queue themselves, when it is co-located.</summary>
    public WorkQueue InvocationQueue { get; }

    /// <summary>True when queue and state of this application share their documents.</summary>
    public bool IsColocated { get; set; }

    /// <summary>What the server is; known once it is open.</summary>
    public Deployment Deployment { get; private set; } = new("unknown", IsReplicated: false);

    /// <summary>What no failover can take back. A standalone server has nothing else.</summary>
    public ReadConcern Certain => Deployment.IsReplicated ? ReadConcern.Majority : ReadConcern.Default;

    public IMongoCollection<BsonDocument> Collection(string name) => _database.GetCollection<BsonDocument>(name);

    /// <summary>A filter that means this application.</summary>
    public BsonDocument Mine() => new(Field.App, App.AppId.Value);

    /// <summary>One more user, who calls <see cref="DisposeAsync"/> at the end.</summary>
    public MongoStore Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>Connects, brings the collections to the present version, and begins to hear other processes. Idempotent.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isOpen)
            {
                return;
            }

            await RunAsync(
                async token =>
                {
                    Deployment = await Deployment.ReadAsync(_database, Server, token).ConfigureAwait(false);
                    await new Migrator(this).MigrateAsync(token).ConfigureAwait(false);
                    await Numbers.PrepareAsync(token).ConfigureAwait(false);
                    await Clock.NowAsync(token).ConfigureAwait(false);
                    await Signals.StartAsync(token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            Logger.Opened(DatabaseName, _hosts, Deployment.Kind);
            if (!Deployment.IsReplicated)
            {
                Logger.NotReplicated(_hosts);
            }

            _isOpen = true;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Runs commands, and says what went wrong in words.</summary>
    /// <exception cref="BackendException">The server refused it, or did not answer.</exception>
    public async ValueTask<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            BackendException told = MongoErrors.Of(error, Server, Settings, _client.Cluster.Description);
            if (told is BackendUnavailableException)
            {
                Clock.Forget();
            }

            throw told;
        }
    }

    public async ValueTask RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => await RunAsync(
        async token =>
        {
            await work(token).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            await Signals.DisposeAsync().ConfigureAwait(false);
            _client.Dispose();
        }
    }

    private static TimeSpan Shorter(TimeSpan given, TimeSpan limit) => given <= TimeSpan.Zero || given > limit ? limit : given;
}
