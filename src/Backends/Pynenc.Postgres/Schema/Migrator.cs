using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Brings the schema to the present version, one process at a time, and finds the application's number.</summary>
internal sealed class Migrator(PostgresDatabase database, NpgsqlConnection connection)
{
    private const int OldestServer = 13;

    /// <summary>Any number, the same in every version: it names the lock that only one migration holds.</summary>
    private const long LockNumber = 0x50594E454E43;

    private string Schema => database.Settings.Schema;

    /// <returns>The application's number.</returns>
    public async ValueTask<int> MigrateAsync(CancellationToken cancellationToken)
    {
        EnsureSupported(connection.PostgreSqlVersion);
        NpgsqlTransaction transaction = await database.BeginAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await RunAsync($"SELECT pg_advisory_xact_lock({LockNumber})", cancellationToken).ConfigureAwait(false);
            int version = await VersionAsync(cancellationToken).ConfigureAwait(false);
            if (version > Migrations.Newest)
            {
                throw new BackendException(
                    $"Schema '{Schema}' has version {version}; this program knows versions up to {Migrations.Newest}. Update the program, or name another {nameof(PostgresBackendOptions)}.{nameof(PostgresBackendOptions.Schema)}.", isTransient: false);
            }

            for (int step = version + 1; step <= Migrations.Newest; step++)
            {
                await RunAsync(Migrations.Step(step).In(Schema), cancellationToken).ConfigureAwait(false);
                await RunAsync($"UPDATE {Schema}.schema_version SET version = {step}", cancellationToken).ConfigureAwait(false);
                database.Logger.SchemaMigrated(Schema, step);
            }

            int app = await AppAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return app;
        }
    }

    /// <exception cref="BackendException">The server is too old.</exception>
    internal static void EnsureSupported(Version server)
    {
        if (server.Major < OldestServer)
        {
            throw new BackendException(
                $"The server is PostgreSQL {server}; this backend needs {OldestServer} or newer. Upgrade the server, or name a newer one by Host and Port of the connection string.", isTransient: false);
        }
    }

    /// <summary>The version; creates schema and version table when they are missing, and only then, because that needs a right of its own.</summary>
    private async ValueTask<int> VersionAsync(CancellationToken cancellationToken)
    {
        if (await ScalarAsync($"SELECT to_regclass('{Schema}.schema_version')::text", cancellationToken).ConfigureAwait(false) is null)
        {
            if (await ScalarAsync($"SELECT nspname::text FROM pg_namespace WHERE nspname = '{Schema}'", cancellationToken).ConfigureAwait(false) is null)
            {
                await RunAsync($"CREATE SCHEMA {Schema}", cancellationToken).ConfigureAwait(false);
            }

            await RunAsync($"CREATE TABLE {Schema}.schema_version (version int NOT NULL); INSERT INTO {Schema}.schema_version VALUES (0)", cancellationToken).ConfigureAwait(false);
        }

        return (int)(await ScalarAsync($"SELECT version FROM {Schema}.schema_version", cancellationToken).ConfigureAwait(false))!;
    }

    private async ValueTask<int> AppAsync(CancellationToken cancellationToken)
    {
        var insert = new NpgsqlCommand(
            $"INSERT INTO {Schema}.app (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING app", connection);
        await using (insert.ConfigureAwait(false))
        {
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = database.App.AppId.Value });
            return (int)(await insert.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }
    }

    private async ValueTask RunAsync(string text, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<object?> ScalarAsync(string text, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is { } value and not DBNull ? value : null;
        }
    }
}
