using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pynenc.RabbitMQ;

/// <summary>A consumer of one queue. Knows its own end, whoever decides it.</summary>
internal sealed class Subscription(IChannel channel, Lane lane, int prefetch, Action<Lane, ulong, ReadOnlyMemory<byte>> onMessage, Action<Subscription> onCancelled)
    : AsyncDefaultBasicConsumer(channel)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lane Lane => lane;

    /// <summary>The most unacknowledged messages the server gives it.</summary>
    public int Prefetch => prefetch;

    /// <summary>Its name at the server.</summary>
    public string Tag { get; set; } = "";

    /// <summary>Completes when no message can come any more, all that came having been handed over.</summary>
    public Task Ended => _ended.Task;

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        onMessage(lane, deliveryTag, body);
        return Task.CompletedTask;
    }

    public override Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        _ended.TrySetResult();
        return Task.CompletedTask;
    }

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        _ended.TrySetResult();
        onCancelled(this);
        return Task.CompletedTask;
    }

    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        _ended.TrySetResult();
        return Task.CompletedTask;
    }
}
