using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>The connections of one application to one schema, and what broker and state backend share over them.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int MostRepeats = 20;

    private const int LongestPauseMs = 500;

    private const int ListenerKeepAlive = 10;

    /// <summary>
    /// Every statement is to go by an index, one row after the other, whatever the statistics say: they are of a time when the tables were
    /// empty, or the queue was, and a plan is kept for long.
    /// </summary>
    private const string Planner = "-c plan_cache_mode=force_generic_plan -c jit=off -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    /// <summary>
    /// A process that freezes in the middle of a transaction would hold its rows for as long as it is frozen, and all who come to them. After a
    /// lease it has lost its claims; then the server takes its locks too.
    /// </summary>
    private const string Silence = "idle_in_transaction_session_timeout";

    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource _listenerSource;
    private readonly string _server;
    private int _users;
    private bool _isOpen;

    public PostgresDatabase(BackendContext app, string connectionString, PostgresBackendOptions options)
    {
        App = app;
        Settings = options;
        Logger = app.LoggerFactory.CreateLogger("Pynenc.Postgres");
        var given = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Nothing is left behind in a session, so there is nothing to reset.
            NoResetOnClose = true,
            Enlist = false,
            IncludeErrorDetail = false,
        };
        if (!given.ContainsKey("Application Name"))
        {
            given.ApplicationName = "pynenc";
        }

        if (!options.PgBouncerSafe && given.MaxAutoPrepare == 0)
        {
            given.MaxAutoPrepare = 60;
            given.AutoPrepareMinUsages = 2;
        }

        if (!options.PgBouncerSafe)
        {
            given.Options = $"{given.Options} {Planner} -c {Silence}={SilenceMs}".Trim();
        }

        given.Timeout = Math.Min(given.Timeout == 0 ? int.MaxValue : given.Timeout, Math.Max(1, (int)options.CommandTimeout.TotalSeconds));
        _server = $"PostgreSQL at {given.Host}:{given.Port}, database '{given.Database ?? given.Username}',";
        _source = NpgsqlDataSource.Create(given.ConnectionString);

        // A connection that only listens would never find out by itself that nobody answers any more.
        given.Pooling = false;
        given.KeepAlive = given.KeepAlive == 0 ? ListenerKeepAlive : given.KeepAlive;
        _listenerSource = NpgsqlDataSource.Create(given.ConnectionString);
        Listener = new Listener(this, Logger);
        Notices = new Notices(this, Logger);
    }

    public BackendContext App { get; }

    public PostgresBackendOptions Settings { get; }

    public ILogger Logger { get; }

    /// <summary>The application's number in the schema; every row carries it.</summary>
    public int AppNumber { get; private set; }

    private long SilenceMs => (long)App.Options.Lease.TotalMilliseconds;

    /// <summary>The time for statements: null for the server's own.</summary>
    public long? VirtualNow => App.IsRealTime ? null : App.Time.GetUtcNow().UtcTicks;

    /// <summary>True once this process has met an invocation with limits: keys are then locked before it is known whether there are any.</summary>
    public bool HasLimits { get; set; }

    /// <summary>Pulses when there may be work to take.</summary>
    public PulseSignal Work { get; } = new();

    public Listener Listener { get; }

    public Notices Notices { get; }

    public string Channel => $"{Settings.Schema}_{AppNumber}";

    /// <summary>One more user, who calls <see cref="DisposeAsync"/> at the end.</summary>
    public PostgresDatabase Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>Connects, migrates the schema, and starts to listen. Idempotent.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isOpen)
            {
                return;
            }

            AppNumber = await RunAsync(
                async (connection, token) => await new Migrator(this, connection).MigrateAsync(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            if (!Settings.PgBouncerSafe)
            {
                try
                {
                    await Listener.StartAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    throw PostgresErrors.Of(error, _server, Settings);
                }
            }

            _isOpen = true;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>There may be work: tells whoever waits in this process, and the others.</summary>
    public void TellWork()
    {
        Work.Pulse();
        Notices.TellWork();
    }

    /// <summary>A connection of its own, for the listener.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => _listenerSource.OpenConnectionAsync(cancellationToken);

    /// <summary>Runs something on a connection; repeats it when it met another transaction.</summary>
    /// <exception cref="BackendException">The server refused it, or did not answer.</exception>
    public async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        for (int repeat = 0; ; repeat++)
        {
            try
            {
                NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    return await work(connection, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (PostgresException met) when (IsMet(met.SqlState) && repeat < MostRepeats)
            {
                // The server has undone all of it; who was chosen as the victim goes once more.
                Logger.Repeated(met.SqlState);
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, Math.Min(10 << repeat, LongestPauseMs))), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                throw PostgresErrors.Of(error, _server, Settings);
            }
        }
    }

    /// <summary>Runs statements as one transaction, sent in one message.</summary>
    public ValueTask<int> WriteAsync(Action<Commands> add, CancellationToken cancellationToken) => RunAsync(
        async (connection, token) =>
        {
            var commands = new Commands(this, connection);
            await using (commands.ConfigureAwait(false))
            {
                add(commands);
                return await commands.RunAsync(token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Runs statements as one transaction, sent in one message, and reads their rows.</summary>
    public ValueTask<T> ReadAsync<T>(
        Action<Commands> add, Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) => RunAsync(
        async (connection, token) =>
        {
            var commands = new Commands(this, connection);
            await using (commands.ConfigureAwait(false))
            {
                add(commands);
                NpgsqlDataReader rows = await commands.ReadAsync(token).ConfigureAwait(false);
                await using (rows.ConfigureAwait(false))
                {
                    T result = await read(rows, token).ConfigureAwait(false);

                    // To the end, because an error of a later statement undoes the earlier ones and is told only there.
                    while (await rows.NextResultAsync(token).ConfigureAwait(false))
                    {
                    }

                    return result;
                }
            }
        },
        cancellationToken);

    /// <summary>Runs several rounds of statements in one transaction that is kept or undone.</summary>
    /// <returns>What was done; the default when it was undone.</returns>
    public ValueTask<T?> TransactAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<(bool IsKept, T? Result)>> work, CancellationToken cancellationToken) => RunAsync(
        async (connection, token) =>
        {
            NpgsqlTransaction transaction = await BeginAsync(connection, token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                (bool isKept, T? result) = await work(connection, token).ConfigureAwait(false);
                if (isKept)
                {
                    await transaction.CommitAsync(token).ConfigureAwait(false);
                }

                return isKept ? result : default;
            }
        },
        cancellationToken);

    /// <summary>Runs several rounds of statements in one transaction.</summary>
    public ValueTask<T> TransactAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken) => RunAsync(
        async (connection, token) =>
        {
            NpgsqlTransaction transaction = await BeginAsync(connection, token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                T result = await work(connection, token).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return result;
            }
        },
        cancellationToken);

    /// <summary>Begins a transaction that the server undoes when nothing is heard of it for a lease.</summary>
    public async ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        if (!Settings.PgBouncerSafe)
        {
            return transaction;
        }

        // A pooler's session is not ours to set, a transaction in it is.
        try
        {
            var command = new NpgsqlCommand($"SET LOCAL {Silence} = {SilenceMs}", connection, transaction);
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>True when two transactions met, and the one that is told so only has to come again: a deadlock, or the same new id at once.</summary>
    private static bool IsMet(string state) => state
        is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            await Notices.EndAsync().ConfigureAwait(false);
            await Listener.DisposeAsync().ConfigureAwait(false);
            await _listenerSource.DisposeAsync().ConfigureAwait(false);
            await _source.DisposeAsync().ConfigureAwait(false);
        }
    }
}
