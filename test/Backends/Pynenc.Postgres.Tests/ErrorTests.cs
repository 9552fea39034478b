using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres.Tests;

/// <summary>What a user can get wrong is said with what was seen, where, and the setting to change; a password never.</summary>
public sealed class ErrorTests(OwnServer own) : IClassFixture<OwnServer>
{
    private const string Password = "tops3cret";

    [Fact]
    public async Task A_host_that_does_not_exist_is_named()
    {
        BackendException error = await RefusedAsync(own.Server.ConnectionString.Replace("Host=127.0.0.1", "Host=no-such-host.invalid", StringComparison.Ordinal));
        Says(error, isTransient: true, "no-such-host.invalid", "Host and Port");
    }

    [Fact]
    public async Task A_port_nobody_listens_on_is_named()
    {
        BackendException error = await RefusedAsync(own.Server.ConnectionStringAt(1));
        Says(error, isTransient: true, "127.0.0.1:1,", "Host and Port");
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_time()
    {
        await using var proxy = new Pynenc.TestServers.TcpProxy(own.Server.Port) { DropsAnswers = true };
        BackendException error = await RefusedAsync(own.Server.ConnectionStringAt(proxy.Port), o => o.CommandTimeout = TimeSpan.FromSeconds(1));
        Says(error, isTransient: true, "00:00:01", "CommandTimeout");
    }

    [Fact]
    public async Task A_missing_database_is_named() =>
        Says(await RefusedAsync(own.Server.ConnectionString + ";Database=nowhere"), isTransient: false, "'nowhere'", "Database");

    [Fact]
    public async Task A_wrong_and_a_missing_password_name_the_login()
    {
        await LockedAsync();
        string login = own.Server.ConnectionString + ";Username=locked";
        Says(await RefusedAsync($"{login};Password=not{Password}"), isTransient: false, "28P01", "Username and Password");
        Says(await RefusedAsync(login), isTransient: false, "Username and Password");
    }

    [Fact]
    public async Task A_missing_right_names_what_to_grant()
    {
        await own.SayAsync("CREATE ROLE poor LOGIN");
        Says(await RefusedAsync(own.Server.ConnectionString + ";Username=poor", o => o.Schema = Server.NewSchema()), isTransient: false, "42501", "Grant CREATE");
    }

    [Fact]
    public async Task Tls_that_the_server_does_not_offer_names_the_setting() =>
        Says(await RefusedAsync(own.Server.ConnectionString + ";SSL Mode=Require"), isTransient: false, "'SSL Mode=Prefer'");

    [Fact]
    public async Task A_server_that_wants_tls_names_the_setting()
    {
        await LockedAsync();
        Says(await RefusedAsync(own.Server.ConnectionString + ";Username=tlsonly"), isTransient: false, "28000", "'SSL Mode=Require'");
    }

    [Fact]
    public async Task A_read_only_server_names_the_setting()
    {
        await own.SayAsync("CREATE ROLE reader LOGIN SUPERUSER; ALTER ROLE reader SET default_transaction_read_only = on");
        Says(await RefusedAsync(own.Server.ConnectionString + ";Username=reader"), isTransient: true, "25006", "Target Session Attributes=read-write");
    }

    [Fact]
    public void A_server_that_is_too_old_is_refused_with_both_versions()
    {
        Says(Assert.Throws<BackendException>(() => Migrator.EnsureSupported(new Version(11, 22))), isTransient: false, "11.22", "13");
        Migrator.EnsureSupported(new Version(13, 0));
    }

    [Fact]
    public async Task A_schema_written_by_a_newer_version_is_refused_and_left_alone()
    {
        string schema = Server.NewSchema();
        await using (PynencApp app = Open(own.Server.ConnectionString, o => o.Schema = schema))
        {
            await app.InitializeAsync(TestContext.Current.CancellationToken);
        }

        await own.SayAsync($"UPDATE {schema}.schema_version SET version = 99");
        Says(await RefusedAsync(own.Server.ConnectionString, o => o.Schema = schema), isTransient: false, "99", $"{Migrations.Newest}", schema, "Schema");
    }

    [Fact]
    public async Task Many_that_start_at_once_make_one_schema()
    {
        string schema = Server.NewSchema();
        PynencApp[] apps = [.. Enumerable.Range(0, 8).Select(i => Open(own.Server.ConnectionString, o => o.Schema = schema, $"app-{i % 3}"))];
        await Task.WhenAll(apps.Select(a => a.InitializeAsync(TestContext.Current.CancellationToken).AsTask()));
        Assert.Equal(3, apps.Select(a => ((PostgresBroker)a.Broker).Database.AppNumber).Distinct().Count());
        foreach (PynencApp app in apps)
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public void Wrong_options_are_all_told_at_once()
    {
        PynencConfigurationException error = Assert.Throws<PynencConfigurationException>(() => Open($"Hots=x;Password={Password}", o =>
        {
            o.Schema = "Robert'); DROP";
            o.SafetyPoll = TimeSpan.Zero;
            o.CommandTimeout = TimeSpan.FromDays(1);
        }));
        foreach (string part in new[] { "Schema", "SafetyPoll", "CommandTimeout", "connection string" })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Password, error.ToString(), StringComparison.Ordinal);
    }

    private static PynencApp Open(string server, Action<PostgresBackendOptions>? configure = null, string? id = null) =>
        PynencApp.Create(o => o.AppId(id ?? Server.NewApp()).UsePostgres(server, configure));

    private static async Task<BackendException> RefusedAsync(string server, Action<PostgresBackendOptions>? configure = null)
    {
        await using PynencApp app = Open(server, configure);
        BackendException error = await Assert.ThrowsAnyAsync<BackendException>(async () => await app.InitializeAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(Password, error.ToString(), StringComparison.Ordinal);
        return error;
    }

    private static void Says(BackendException error, bool isTransient, params string[] parts)
    {
        foreach (string part in parts)
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(isTransient, error.IsTransient);
    }

    /// <summary>Makes one user that needs a password, and one that needs TLS.</summary>
    private async Task LockedAsync()
    {
        await own.SayAsync($"""
            DO $$ BEGIN
                IF to_regrole('locked') IS NULL THEN
                    CREATE ROLE locked LOGIN PASSWORD '{Password}';
                    CREATE ROLE tlsonly LOGIN;
                END IF;
                EXECUTE format('COPY (SELECT unnest(ARRAY[''host all locked all scram-sha-256'', ''hostssl all tlsonly all trust'', ''hostnossl all tlsonly all reject'', ''host all all all trust''])) TO %L', current_setting('hba_file'));
            END $$;
            SELECT pg_reload_conf();
            """);

        // The server reads the file in its own time: the reload is done once the user is refused.
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(own.Server.ConnectionString + ";Username=locked;Pooling=false");
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            }
            catch (NpgsqlException)
            {
                return;
            }
        }
    }
}
