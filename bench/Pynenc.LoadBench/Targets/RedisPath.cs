using System.Globalization;
using StackExchange.Redis;

namespace Pynenc.LoadBench.Targets;

/// <summary>A push and a message in one transaction; who hears it pops.</summary>
internal sealed class RedisPath(string connectionString, string name) : RawPath
{
    private readonly RedisKey _list = $"path:{name}";
    private readonly RedisChannel _channel = RedisChannel.Literal($"path:{name}:signal");
    private ConnectionMultiplexer? _connection;

    public override string What => "push and PUBLISH, subscription and pop";

    public override async Task SendAsync(long sent)
    {
        IDatabase server = (await ConnectAsync()).GetDatabase();
        ITransaction transaction = server.CreateTransaction();
        _ = transaction.ListLeftPushAsync(_list, sent);
        _ = transaction.PublishAsync(_channel, "w");
        await transaction.ExecuteAsync();
    }

    public override async Task ListenAsync(Action<long> onTaken)
    {
        ConnectionMultiplexer connection = await ConnectAsync();
        IDatabase server = connection.GetDatabase();
        ChannelMessageQueue messages = await connection.GetSubscriber().SubscribeAsync(_channel);
        messages.OnMessage(async _ =>
        {
            RedisValue sent = await server.ListRightPopAsync(_list);
            if (!sent.IsNull)
            {
                onTaken(long.Parse(sent.ToString(), CultureInfo.InvariantCulture));
            }
        });
    }

    public override async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync() => _connection ??= await ConnectionMultiplexer.ConnectAsync(connectionString);
}
