using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pynenc.LoadBench.Targets;

/// <summary>One queue, used with the driver alone.</summary>
internal sealed class RabbitMQRows : IAsyncDisposable
{
    private readonly string _queue = $"bench-raw-{Guid.CreateVersion7():N}";
    private readonly BasicProperties _properties = new() { Persistent = true };
    private readonly byte[] _body = new byte[38];
    private readonly IConnection _sending;
    private readonly IConnection _receiving;
    private readonly IChannel _publisher;
    private readonly IChannel _consumer;
    private TaskCompletionSource _confirmed = new();
    private ulong _last;
    private ulong _wanted;

    private RabbitMQRows(IConnection sending, IConnection receiving, IChannel publisher, IChannel consumer)
    {
        (_sending, _receiving, _publisher, _consumer) = (sending, receiving, publisher, consumer);
        publisher.BasicAcksAsync += (_, it) =>
        {
            if (it.DeliveryTag >= Volatile.Read(ref _wanted))
            {
                Volatile.Read(ref _confirmed).TrySetResult();
            }

            return Task.CompletedTask;
        };
    }

    public static async Task<RabbitMQRows> OpenAsync(string uri, bool hasPriorities)
    {
        var factory = new ConnectionFactory { Uri = new Uri(uri), AutomaticRecoveryEnabled = false };
        IConnection sending = await factory.CreateConnectionAsync();
        IConnection receiving = await factory.CreateConnectionAsync();
        var rows = new RabbitMQRows(
            sending, receiving, await sending.CreateChannelAsync(new CreateChannelOptions(true, false)), await receiving.CreateChannelAsync());
        await rows._consumer.QueueDeclareAsync(rows._queue, durable: true, exclusive: false, autoDelete: false, Arguments(hasPriorities));
        await rows._consumer.BasicQosAsync(0, 1000, global: false);
        return rows;
    }

    /// <summary>What makes a queue of one kind or the other.</summary>
    public static IDictionary<string, object?> Arguments(bool hasPriorities) => hasPriorities
        ? new Dictionary<string, object?> { ["x-max-priority"] = 10, ["x-queue-version"] = 2 }
        : new Dictionary<string, object?> { ["x-queue-type"] = "quorum" };

    public async Task PublishAsync(int count, int confirmEach)
    {
        for (int sent = 0; sent < count; sent += confirmEach)
        {
            Volatile.Write(ref _confirmed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            Volatile.Write(ref _wanted, _last + (ulong)confirmEach);
            for (int i = 0; i < confirmEach; i++)
            {
                await _publisher.BasicPublishAsync("", _queue, mandatory: true, _properties, _body);
            }

            _last += (ulong)confirmEach;
            await _confirmed.Task;
        }
    }

    public async Task ConsumeAsync(int count)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int got = 0;
        var consumer = new AsyncEventingBasicConsumer(_consumer);
        consumer.ReceivedAsync += async (_, it) =>
        {
            if (++got % 250 == 0 || got == count)
            {
                await _consumer.BasicAckAsync(it.DeliveryTag, multiple: true);
            }

            if (got == count)
            {
                done.SetResult();
            }
        };
        string tag = await _consumer.BasicConsumeAsync(_queue, autoAck: false, consumer);
        await done.Task;
        await _consumer.BasicCancelAsync(tag);
    }

    public Task PassAsync(int count) => Task.WhenAll(PublishAsync(count, confirmEach: 1000), ConsumeAsync(count));

    public Task PurgeAsync() => _consumer.QueuePurgeAsync(_queue);

    public async Task FillAsync(int count)
    {
        await PurgeAsync();
        await PublishAsync(count, confirmEach: 1000);
    }

    /// <summary>The median in microseconds from a publish to the consumer.</summary>
    public async Task<double> LatencyAsync(int pings)
    {
        await PurgeAsync();
        var waited = new List<double>();
        long sent = 0;
        var consumer = new AsyncEventingBasicConsumer(_consumer);
        consumer.ReceivedAsync += async (_, it) =>
        {
            waited.Add(Stopwatch.GetElapsedTime(Volatile.Read(ref sent)).TotalMicroseconds);
            await _consumer.BasicAckAsync(it.DeliveryTag, multiple: false);
        };
        string tag = await _consumer.BasicConsumeAsync(_queue, autoAck: false, consumer);
        for (int i = 0; i < pings; i++)
        {
            await Task.Delay(Latency.Pause, TimeProvider.System);
            Volatile.Write(ref sent, Stopwatch.GetTimestamp());
            await PublishAsync(1, confirmEach: 1);
        }

        await _consumer.BasicCancelAsync(tag);
        return Spread.Of(waited).Median;
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.QueueDeleteAsync(_queue);
        await _sending.DisposeAsync();
        await _receiving.DisposeAsync();
    }
}
