using System.Buffers.Binary;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pynenc.LoadBench.Targets;

/// <summary>A persistent message, confirmed; the consumer acknowledges it.</summary>
internal sealed class RabbitMQPath(string uri, string name, IDictionary<string, object?> arguments) : RawPath
{
    private readonly string _queue = $"path-{name}";
    private readonly BasicProperties _properties = new() { Persistent = true };
    private IConnection? _connection;
    private IChannel? _channel;
    private bool _isSender;

    public override string What => "a message confirmed, a consumer";

    public override async Task SendAsync(long sent)
    {
        _isSender = true;
        byte[] body = new byte[38];
        BinaryPrimitives.WriteInt64BigEndian(body, sent);
        await (await OpenAsync()).BasicPublishAsync("", _queue, mandatory: true, _properties, body);
    }

    public override async Task ListenAsync(Action<long> onTaken)
    {
        IChannel channel = await OpenAsync();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, it) =>
        {
            onTaken(BinaryPrimitives.ReadInt64BigEndian(it.Body.Span));
            await channel.BasicAckAsync(it.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(_queue, autoAck: false, consumer);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_channel is not null && _isSender)
        {
            await _channel.QueueDeleteAsync(_queue);
        }

        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task<IChannel> OpenAsync()
    {
        if (_channel is null)
        {
            _connection = await new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
            _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
            await _channel.QueueDeclareAsync(_queue, durable: true, exclusive: false, autoDelete: false, arguments);
        }

        return _channel;
    }
}
