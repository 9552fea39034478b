using System.Globalization;
using Pynenc.Backend;
using Pynenc.TestServers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>What is wrong is told with the value seen, the limit and the next step, and never with a secret.</summary>
public sealed class ErrorTests
{
    private const string Secret = "s3cr3t-w0rd";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_names_server_and_user_and_not_itself()
    {
        var server = new UriBuilder(await Server.SharedAsync()) { Password = Secret };
        BackendException error = await RefusedAsync(server.Uri.AbsoluteUri, "127.0.0.1", $"{server.Port}", "'guest'", "Check the user and the password");
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task A_virtual_host_that_is_not_there_is_named_with_the_command_that_makes_it()
    {
        var server = new UriBuilder(await Server.SharedAsync()) { Path = "nowhere" };
        BackendException error = await RefusedAsync(server.Uri.AbsoluteUri, "'nowhere'", "'guest'", "rabbitmqctl add_vhost");
        Assert.False(error.IsTransient);
    }

    /// <summary>The driver calls a connection open before the server has agreed to the virtual host, so the refusal may come before or while something is asked.</summary>
    [Fact]
    public async Task A_virtual_host_that_is_not_there_is_named_also_when_the_refusal_came_before_the_question()
    {
        var server = new UriBuilder(await Server.SharedAsync()) { Path = "nowhere" };
        var options = new RabbitMQBackendOptions();
        var address = new ServerAddress(server.Uri.AbsoluteUri, options);
        await using IConnection connection = await address.ConnectAsync("late", Token);
        var refused = new TaskCompletionSource();
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            refused.TrySetResult();
            return Task.CompletedTask;
        };
        if (connection.IsOpen)
        {
            await refused.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        }

        Exception late = await Assert.ThrowsAsync<AlreadyClosedException>(() => connection.CreateChannelAsync(cancellationToken: Token));
        BackendException error = await Names(() => Task.FromException(RabbitMQErrors.Of(late, address, options)), "'nowhere'", "'guest'", "rabbitmqctl add_vhost");
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named_and_may_be_tried_again()
    {
        int port = ServerPort.Free();
        BackendException error = await RefusedAsync($"amqp://guest:{Secret}@127.0.0.1:{port}/", port.ToString(CultureInfo.InvariantCulture), "cannot be reached", "Check host and port");
        Assert.IsType<BackendUnavailableException>(error);
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_named()
    {
        BackendException error = await RefusedAsync($"amqp://guest:{Secret}@no-such-host.invalid/", "no-such-host.invalid:5672", "cannot be reached", "Check host and port");
        Assert.IsType<BackendUnavailableException>(error);
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_is_left_after_the_connect_timeout()
    {
        await using var proxy = new TcpProxy(new Uri(await Server.SharedAsync()).Port) { DropsAnswers = true };
        BackendException error = await RefusedAsync(
            $"amqp://guest:{Secret}@127.0.0.1:{proxy.Port}/", s => s.ConnectTimeout = TimeSpan.FromMilliseconds(300), "00:00:00.3000000", "ConnectTimeout");
        Assert.IsType<BackendUnavailableException>(error);
    }

    [Fact]
    public async Task A_plain_port_that_is_asked_for_TLS_says_so()
    {
        var server = new Uri(await Server.SharedAsync());
        await RefusedAsync($"amqps://guest:{Secret}@127.0.0.1:{server.Port}/", "127.0.0.1", "TLS");
    }

    [Theory]
    [InlineData(true, false, null, null, "Priorities")]
    [InlineData(false, true, null, null, "Priorities")]
    [InlineData(false, false, 10L, null, "MaxQueueLength")]
    [InlineData(false, false, 10L, 20L, "MaxQueueLength")]
    public async Task A_queue_that_is_there_with_other_settings_names_the_option(bool before, bool now, long? limitBefore, long? limitNow, string option)
    {
        await using var it = new Brokers(await Server.SharedAsync());
        await it.OpenAsync(s => (s.Priorities, s.MaxQueueLength) = (before, limitBefore));
        BaseBroker other = it.Create(s => (s.Priorities, s.MaxQueueLength) = (now, limitNow));
        BackendException error = await Names(
            () => other.InitializeAsync(Token).AsTask(), it.Physical(), "inequivalent arg", $"RabbitMQBackendOptions.{option}", "drain and delete the queue first");
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task A_queue_somebody_else_made_in_another_way_names_the_queue()
    {
        string server = await Server.SharedAsync();
        await using var it = new Brokers(server);
        await Server.AskAsync(server, channel => channel.QueueDeclareAsync(it.Physical("mail"), durable: true, exclusive: false, autoDelete: false));
        BaseBroker broker = await it.OpenAsync();
        await Names(() => broker.RouteAsync(1, "mail"), it.Physical("mail"), "inequivalent arg", "delete the queue first");

        // The other queues are none the worse for it.
        InvocationId[] ids = await broker.RouteAsync(3);
        Assert.Equal(ids.ToHashSet(), await broker.TakeAsync(3));
    }

    [Fact]
    public async Task A_user_without_rights_is_told_which_to_grant()
    {
        await using RabbitMQServer server = await Server.StartOwnAsync();
        await server.ControlAsync(Token, "add_user", "poor", Secret);
        string uri = $"amqp://poor:{Secret}@127.0.0.1:{server.Port}/";
        Assert.False((await RefusedAsync(uri, "'poor'", "virtual host '/'", "rabbitmqctl set_permissions")).IsTransient);
        await server.ControlAsync(Token, "set_permissions", "poor", "^other\\.", "^other\\.", "^other\\.");
        BackendException error = await RefusedAsync(uri, "'poor'", "queue.default", "Grant configure, write and read on '^pynenc\\.'", "set_permissions");
        Assert.False(error.IsTransient);
    }

    private static Task<BackendException> RefusedAsync(string uri, params string[] named) => RefusedAsync(uri, _ => { }, named);

    private static async Task<BackendException> RefusedAsync(string uri, Action<RabbitMQBackendOptions> configure, params string[] named)
    {
        await using var app = PynencApp.Create(o => o.AppId(Server.NewApp()).UseMemoryState().UseRabbitMQBroker(uri, configure));
        return await Names(() => app.Broker.InitializeAsync(Token).AsTask(), named);
    }

    private static async Task<BackendException> Names(Func<Task> action, params string[] named)
    {
        Exception? error = await Record.ExceptionAsync(action);
        BackendException fault = Assert.IsType<BackendException>(error, exactMatch: false);
        Assert.All(named, n => Assert.True(fault.Message.Contains(n, StringComparison.Ordinal), $"'{n}' is not in: {fault}"));
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
        return fault;
    }
}
