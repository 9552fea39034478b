using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pynenc.RabbitMQ;

/// <summary>One reader of the stream of names, that knows how far it has come.</summary>
internal sealed class NameReader(IChannel channel, NameReader.Reads onBody, Action onEnd) : AsyncDefaultBasicConsumer(channel)
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Protects the two fields below.</summary>
    private readonly Lock _gate = new();
    private TaskCompletionSource? _reached;
    private long _target;
    private long _at = -1;

    public delegate void Reads(ReadOnlySpan<byte> body);

    /// <summary>Waits for the first entry.</summary>
    public Task FirstAsync(TimeSpan patience, CancellationToken cancellationToken) => _first.Task.WaitAsync(patience, TimeProvider.System, cancellationToken);

    public bool HasRead => _first.Task.IsCompleted;

    /// <summary>Waits for the end of a reader that was cancelled, and says where that was.</summary>
    public async Task<long> EndedAsync(CancellationToken cancellationToken)
    {
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return _at;
        }
    }

    /// <summary>Waits until it has read an entry.</summary>
    public Task ReachedAsync(long offset, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_at >= offset)
            {
                return Task.CompletedTask;
            }

            _target = offset;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task.WaitAsync(cancellationToken);
        }
    }

    public override async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        onBody(body.Span);
        lock (_gate)
        {
            _at = Convert.ToInt64(properties.Headers!["x-stream-offset"], CultureInfo.InvariantCulture);
            if (_at >= _target)
            {
                _reached?.TrySetResult();
            }
        }

        _first.TrySetResult();
        await Channel.BasicAckAsync(deliveryTag, multiple: false, cancellationToken).ConfigureAwait(false);
    }

    public override async Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        await base.HandleBasicCancelOkAsync(consumerTag, cancellationToken).ConfigureAwait(false);
        _ended.TrySetResult();
    }

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        onEnd();
        return Task.CompletedTask;
    }

    public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        onEnd();
        return Task.CompletedTask;
    }
}
