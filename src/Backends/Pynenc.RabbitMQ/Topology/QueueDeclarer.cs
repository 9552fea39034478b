using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pynenc.RabbitMQ;

/// <summary>Makes queues, and tells how much is in them, over one connection.</summary>
internal sealed class QueueDeclarer(ServerLink link, QueueNames names, RabbitMQBackendOptions options, ILogger logger)
{
    /// <summary>
    /// How long a deleted queue stays deleted. Other processes must have been told by then: the server gives nothing, ever, to a channel
    /// whose quorum queue was deleted and made again before it heard of the deletion.
    /// </summary>
    private static readonly TimeSpan Mourning = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<PhysicalQueue, bool> _declared = new();
    private readonly ConcurrentDictionary<PhysicalQueue, long> _deletedAt = new();
    private readonly SemaphoreSlim _declaring = new(1, 1);
    private readonly SemaphoreSlim _probing = new(1, 1);
    private IChannel? _probe;

    /// <summary>The queues this process has made or found so far.</summary>
    public IEnumerable<PhysicalQueue> Known => _declared.Keys;

    /// <summary>Sees to it that a queue is there, and that receivers of all queues know of it.</summary>
    /// <exception cref="BackendException">It cannot be made, or is there with other settings.</exception>
    public ValueTask EnsureAsync(PhysicalQueue queue, CancellationToken cancellationToken) =>
        _declared.ContainsKey(queue) ? ValueTask.CompletedTask : DeclareAsync(queue, cancellationToken);

    /// <summary>A queue turned out to be gone.</summary>
    public void Forget(PhysicalQueue queue)
    {
        if (_declared.TryRemove(queue, out _))
        {
            _deletedAt[queue] = TimeProvider.System.GetTimestamp();
            logger.QueueVanished(queue.Physical);
        }
    }

    /// <summary>Sees to it that the queue for foreign messages is there.</summary>
    public async ValueTask EnsureDeadAsync(CancellationToken cancellationToken) => await link.AskAsync(
        (connection, token) => WithChannelAsync(connection, channel => channel.QueueDeclareAsync(names.Dead, true, false, false, QueueArguments.OfDead(), cancellationToken: token), token),
        cancellationToken).ConfigureAwait(false);

    /// <summary>How many messages wait in a queue, and how many consumers it has; <see langword="null"/> when it is not there.</summary>
    public async ValueTask<(long Ready, long Consumers)?> CountAsync(string physical, CancellationToken cancellationToken)
    {
        await _probing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await link.AskAsync(async (connection, token) => await ProbeAsync(connection, physical, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _probing.Release();
        }
    }

    /// <summary>Removes the messages that wait in a queue. Nothing happens when it is not there.</summary>
    public async ValueTask PurgeAsync(string physical, CancellationToken cancellationToken)
    {
        if (await CountAsync(physical, cancellationToken).ConfigureAwait(false) is not null)
        {
            await link.AskAsync((connection, token) => WithChannelAsync(connection, channel => channel.QueuePurgeAsync(physical, token), token), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<T> WithChannelAsync<T>(IConnection connection, Func<IChannel, Task<T>> work, CancellationToken cancellationToken)
    {
        IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            return await work(channel).ConfigureAwait(false);
        }
    }

    private async ValueTask DeclareAsync(PhysicalQueue queue, CancellationToken cancellationToken)
    {
        await _declaring.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_declared.ContainsKey(queue))
            {
                return;
            }

            if (_deletedAt.TryGetValue(queue, out long at) && Mourning - TimeProvider.System.GetElapsedTime(at) is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }

            // The name first: a queue that exists has been announced, so nobody has to read what all was announced before.
            if (!queue.Name.IsDefault && await CountAsync(queue.Physical, cancellationToken).ConfigureAwait(false) is null)
            {
                await NameStream.AnnounceAsync(link, names, queue.Name, cancellationToken).ConfigureAwait(false);
            }

            await link.AskAsync(
                (connection, token) => WithChannelAsync(connection, channel => channel.QueueDeclareAsync(queue.Physical, true, false, false, QueueArguments.OfQueue(options), cancellationToken: token), token),
                cancellationToken).ConfigureAwait(false);
            _declared[queue] = true;
            _deletedAt.TryRemove(queue, out _);
        }
        finally
        {
            _declaring.Release();
        }
    }

    private async Task<(long Ready, long Consumers)?> ProbeAsync(IConnection connection, string physical, CancellationToken cancellationToken)
    {
        if (_probe is not { IsOpen: true })
        {
            _probe = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        try
        {
            QueueDeclareOk it = await _probe.QueueDeclarePassiveAsync(physical, cancellationToken).ConfigureAwait(false);
            return (it.MessageCount, it.ConsumerCount);
        }
        catch (OperationInterruptedException missing) when (RabbitMQErrors.Code(missing) == RabbitMQErrors.NotFound)
        {
            // That was the end of the channel too.
            await _probe.DisposeAsync().ConfigureAwait(false);
            _probe = null;
            return null;
        }
    }
}
