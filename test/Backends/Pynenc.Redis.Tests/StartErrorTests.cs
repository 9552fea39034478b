using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using Pynenc.TestServers;
using StackExchange.Redis;

namespace Pynenc.Redis.Tests;

/// <summary>What is wrong with server or connection is told at the start, with the setting to change and without the password.</summary>
public sealed class StartErrorTests
{
    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable_and_named()
    {
        int port = ServerPort.Free();
        BackendException error = await RefusedAsync($"127.0.0.1:{port},connectTimeout=300,connectRetry=1", $"127.0.0.1:{port}", "connectTimeout=300", "host and port");
        Assert.True(error.IsTransient);
    }

    [Theory]
    [InlineData("password=wrong")]
    [InlineData("user=nobody,password=wrong")]
    [InlineData("")]
    public async Task A_log_in_that_is_refused_names_user_and_password_and_shows_neither(string credentials)
    {
        await using RedisServer server = await Server.StartAsync("--requirepass", Server.Secret);
        BackendException error = await RefusedAsync($"{server.ConnectionString},connectTimeout=1000,connectRetry=1,{credentials}", "log-in", "user and password");
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_right_password_is_taken()
    {
        await using RedisServer server = await Server.StartAsync("--requirepass", Server.Secret);
        await using PynencApp app = Server.App($"{server.ConnectionString},password={Server.Secret}");
        await app.InitializeAsync(Verbs.Token);
    }

    [Fact]
    public async Task A_server_without_TLS_that_is_asked_for_it_is_told_as_that()
    {
        string server = await Server.SharedAsync();
        await RefusedAsync($"{server},ssl=true,connectTimeout=1000,connectRetry=1", "TLS");
    }

    [Fact]
    public async Task A_replica_is_refused()
    {
        await using RedisServer primary = await Server.StartAsync();
        await using RedisServer replica = await Server.StartAsync("--replicaof", "127.0.0.1", $"{primary.Port}");
        await RefusedAsync($"{replica.ConnectionString},connectTimeout=1000", "replica", "primary");
    }

    [Fact]
    public async Task A_server_whose_memory_is_full_names_maxmemory()
    {
        await using RedisServer server = await Server.StartAsync("--maxmemory", "1mb", "--maxmemory-policy", "noeviction");
        await RefusedAsync(server.ConnectionString, "maxmemory");
    }

    [Fact]
    public async Task A_key_of_somebody_else_is_named()
    {
        string server = await Server.SharedAsync();
        string id = Server.NewApp();
        await Server.AskAsync(server, "LPUSH", $"pynenc:{{{id}}}:count", "mine");
        await RefusesAsync(server, id, $"pynenc:{{{id}}}:count is a list and should be a hash", "KeyPrefix");
    }

    [Fact]
    public async Task What_a_newer_version_has_written_is_refused()
    {
        string server = await Server.SharedAsync();
        string id = Server.NewApp();
        await Server.AskAsync(server, "SET", $"pynenc:{{{id}}}:format", "999");
        await RefusesAsync(server, id, "'999'", "up to 1", "Update the package");
        Assert.Equal("999", (string?)await Server.AskAsync(server, "GET", $"pynenc:{{{id}}}:format"));
    }

    [Theory]
    [InlineData("redis_version:6.0.16\r\n", "6.0.16")]
    [InlineData("redis_version:5.0.7\r\n", "6.2")]
    public void A_server_that_is_too_old_is_refused(string said, string told)
    {
        var error = Assert.Throws<BackendException>(() => ServerCheck.CheckServer(said, "Redis at here", new ListLogger()));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_keeps_nothing_or_evicts_is_warned_of()
    {
        await using RedisServer server = await Server.StartAsync("--appendonly", "no", "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        var log = new ListLogger();
        await using PynencApp app = Server.App(server.ConnectionString, configure: o => o.UseLogging(log));
        await app.InitializeAsync(Verbs.Token);
        Assert.Contains(log.Lines, l => l.Level == LogLevel.Warning && l.Text.Contains("appendonly yes", StringComparison.Ordinal));
        Assert.Contains(log.Lines, l => l.Level == LogLevel.Warning && l.Text.Contains("noeviction", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_is_set_as_it_should_be_is_not_warned_of()
    {
        await using RedisServer server = await Server.StartAsync();
        var log = new ListLogger();
        await using PynencApp app = Server.App(server.ConnectionString, configure: o => o.UseLogging(log));
        await app.InitializeAsync(Verbs.Token);
        Assert.DoesNotContain(log.Lines, l => l.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task An_account_that_may_not_do_what_is_needed_is_told_of_the_ACL()
    {
        await using RedisServer server = await Server.StartAsync();
        await Server.AskAsync(server.ConnectionString, "ACL", "SETUSER", "weak", "on", $">{Server.Secret}", "~*", "+@connection", "+info", "+get");
        await RefusedAsync($"{server.ConnectionString},user=weak,password={Server.Secret},connectTimeout=1000,connectRetry=1", "ACL");
    }

    [Fact]
    public async Task An_account_with_what_the_readme_names_can_do_everything()
    {
        await using RedisServer server = await Server.StartAsync();
        await Server.AskAsync(
            server.ConnectionString, "ACL", "SETUSER", "shop", "on", $">{Server.Secret}", "~pynenc:*", "&pynenc:*",
            "+@read", "+@write", "+@scripting", "+@pubsub", "+@connection", "+info", "+time");
        await using PynencApp app = Server.App($"{server.ConnectionString},user=shop,password={Server.Secret}");
        await Everything.StoreAsync(app);
        await app.PurgeAsync(app.AppId.Value, Verbs.Token);
        Assert.Equal(0, await app.StoredAsync());
    }

    [Theory]
    [InlineData("OOM command not allowed", false, "maxmemory")]
    [InlineData("MISCONF Redis is configured to save", true, "disk")]
    [InlineData("READONLY You can't write against a read only replica.", true, "primary")]
    [InlineData("LOADING Redis is loading the dataset in memory", true, "LOADING")]
    [InlineData("WRONGTYPE Operation against a key", false, "KeyPrefix")]
    [InlineData("NOPERM this user has no permissions", false, "ACL")]
    [InlineData("CLUSTERDOWN The cluster is down", true, "CLUSTERDOWN")]
    [InlineData("CROSSSLOT Keys in request", true, "cluster")]
    [InlineData("ERR Error running script (call to f_1): @user_script:3: @user_script: 3: -OOM command not allowed", false, "maxmemory")]
    [InlineData("ERR something nobody thought of", false, "something nobody thought of")]
    public void A_refusal_of_the_server_says_what_to_do_and_whether_waiting_helps(string said, bool isTransient, string told)
    {
        var errors = new RedisErrors(ConfigurationOptions.Parse($"redis.example.com:6380,password={Server.Secret}"));
        BackendException error = errors.Told(new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, said), "publish");
        Assert.Equal(isTransient, error.IsTransient);
        Assert.Contains("redis.example.com:6380", error.Message, StringComparison.Ordinal);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Secret, error.ToString(), StringComparison.Ordinal);
    }

    private static Task<BackendException> RefusedAsync(string connection, params string[] told) => RefusesAsync(connection, Server.NewApp(), told);

    private static async Task<BackendException> RefusesAsync(string connection, string id, params string[] told)
    {
        await using PynencApp app = Server.App(connection, id);
        return await Verbs.RefusesAsync(() => app.InitializeAsync(Verbs.Token), told);
    }
}
