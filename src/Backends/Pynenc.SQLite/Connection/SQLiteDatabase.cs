using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>One application's database in this process: one writer, a few readers, one bell. Shared by broker and state backend.</summary>
internal sealed class SQLiteDatabase
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly ILogger _logger;
    private SQLiteReaders? _readers;
    private SQLiteWriter? _writer;
    private Bell? _bell;
    private int _users;
    private bool _isClosed;

    public SQLiteDatabase(BackendContext app, string path, SQLiteBackendOptions options)
    {
        App = app;
        Location = new SQLiteLocation(Path.GetFullPath(path), new TableNames(app.AppId), options);
        _logger = app.LoggerFactory.CreateLogger("Pynenc.SQLite");
        Feed = new SettledFeed(this, _logger);
    }

    /// <summary>The application.</summary>
    public BackendContext App { get; }

    /// <summary>The file and its settings.</summary>
    public SQLiteLocation Location { get; }

    /// <summary>The log.</summary>
    public ILogger Logger => _logger;

    /// <summary>Tells this database's rows of settled invocations from those of others.</summary>
    public long Origin { get; } = Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>Sent when work may have come, from this process or another.</summary>
    public Pulse Work { get; } = new();

    /// <summary>What other processes settled.</summary>
    public SettledFeed Feed { get; }

    /// <summary>What numbers stand for, for readers.</summary>
    public NameCache Names { get; } = new();

    /// <summary>Now, by the application's clock.</summary>
    public DateTimeOffset Now => App.Time.GetUtcNow();

    /// <summary>Counts one more user; the last one to <see cref="ReleaseAsync"/> closes the database.</summary>
    public SQLiteDatabase Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>Opens the file, migrates its schema and starts the writer. Idempotent; after a failure the next call tries again.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SQLiteDatabase));
            if (_writer is null)
            {
                Open();
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Takes a reading connection.</summary>
    public ValueTask<ReaderLease> ReadAsync(CancellationToken cancellationToken) =>
        (_readers ?? throw NotOpen()).RentAsync(cancellationToken);

    /// <summary>Takes a reading connection, blocking while all are in use.</summary>
    public ReaderLease Read() => (_readers ?? throw NotOpen()).Rent();

    /// <summary>Has a step written, and committed.</summary>
    public async ValueTask<T> WriteAsync<T>(WriteOperation<T> operation, CancellationToken cancellationToken) =>
        await (_writer ?? throw NotOpen()).SubmitAsync(operation, cancellationToken).ConfigureAwait(false);

    /// <summary>One user less. The last one writes what is queued, and closes everything.</summary>
    public async ValueTask ReleaseAsync()
    {
        if (Interlocked.Decrement(ref _users) > 0)
        {
            return;
        }

        await _opening.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!_isClosed)
            {
                _isClosed = true;
                await CloseAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private static InvalidOperationException NotOpen() =>
        new("The SQLite database is not open yet. Await InitializeAsync of the application or of the backend first.");

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The writer owns and disposes it.")]
    private void Open()
    {
        SQLiteLink link = DatabaseOpener.Open(Location, _logger);
        var transaction = new WriteTransaction(link, Location, Origin, _logger);
        _readers = new SQLiteReaders(Location);
        _bell = new Bell(Location, _logger);
        _bell.Start(OnHeard);
        var writer = new SQLiteWriter(Location, transaction, _logger, OnCommitted);
        writer.Start();
        _writer = writer;
        _logger.DatabaseOpened(Location.Path, App.AppId, Location.Options.Durability);
    }

    private async ValueTask CloseAsync()
    {
        if (_writer is null)
        {
            return;
        }

        Feed.Stop();
        await _writer.StopAsync().ConfigureAwait(false);
        await _readers!.DisposeAsync().ConfigureAwait(false);
        _bell!.Dispose();
        Work.Send();
        _logger.DatabaseClosed(Location.Path, App.AppId);
    }

    private void OnCommitted(CommitEffects effects)
    {
        if (effects.MadeAvailable)
        {
            Work.Send();
        }

        if (effects.IsNews)
        {
            _bell!.Ring();
        }
    }

    private void OnHeard()
    {
        Work.Send();
        Feed.Look();
    }
}
