using RabbitMQ.Client;

namespace Pynenc.RabbitMQ;

/// <summary>Moves messages that are not understood to where a person finds them, one after the other over one channel.</summary>
/// <remarks>A queue full of them comes as fast as a consumer is served; a channel for each would be more than a connection has.</remarks>
internal sealed class DeadLetters(ServerLink link, QueueNames names, QueueDeclarer declarer)
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private IChannel? _channel;

    /// <summary>Stores a message among the dead; returns when the server has confirmed it.</summary>
    /// <exception cref="Backend.BackendException">It was not confirmed; whether it is stored is unknown.</exception>
    public async ValueTask AddAsync(string queue, string reason, byte[] body, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            IChannel channel = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await link.AskAsync(
                async (_, token) =>
                {
                    var properties = new BasicProperties
                    {
                        Persistent = true,
                        Headers = new Dictionary<string, object?> { ["pynenc-queue"] = queue, ["pynenc-reason"] = reason },
                    };
                    await channel.BasicPublishAsync("", names.Dead, mandatory: true, properties, body, token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The queue may be gone: the next one begins anew.
            await CloseAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true } open)
        {
            return open;
        }

        await CloseAsync().ConfigureAwait(false);
        await declarer.EnsureDeadAsync(cancellationToken).ConfigureAwait(false);
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        return _channel = await link.AskAsync((connection, token) => connection.CreateChannelAsync(confirmed, token), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CloseAsync()
    {
        try
        {
            if (Interlocked.Exchange(ref _channel, null) is { } channel)
            {
                await channel.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // It is not used any more.
        }
    }
}
