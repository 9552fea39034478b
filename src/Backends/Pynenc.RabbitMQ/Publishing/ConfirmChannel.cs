using Pynenc.Backend;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Pynenc.RabbitMQ;

/// <summary>A channel on which every message is confirmed: any number on their way at once, and each batch told when all of it is.</summary>
/// <remarks>The driver's own tracking adds a header to each message and awaits each by itself; a batch needs neither.</remarks>
internal sealed class ConfirmChannel
{
    private readonly IChannel _channel;

    /// <summary>Held while a batch is sent, so that its messages have numbers in a row.</summary>
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly byte[] _body = new byte[MessageBody.Length];
    private readonly BasicProperties _properties = new() { Persistent = true };
    private ulong _next = 1;

    /// <summary>Protects the fields below and what is in the batches.</summary>
    private readonly Lock _gate = new();
    private readonly List<PublishBatch> _pending = [];
    private BackendException? _end;

    private ConfirmChannel(IConnection connection, IChannel channel)
    {
        Connection = connection;
        _channel = channel;
        channel.BasicAcksAsync += (_, it) => OnAnswer(it.DeliveryTag, it.Multiple, isRefused: false);
        channel.BasicNacksAsync += (_, it) => OnAnswer(it.DeliveryTag, it.Multiple, isRefused: true);
        channel.BasicReturnAsync += (_, it) => OnReturn(it.RoutingKey);
    }

    public IConnection Connection { get; }

    public bool IsOpen => _end is null && _channel.IsOpen;

    public static async Task<ConfirmChannel> OpenAsync(
        IConnection connection, Func<ShutdownEventArgs, BackendException> explain, CancellationToken cancellationToken)
    {
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false);
        IChannel channel = await connection.CreateChannelAsync(options, cancellationToken).ConfigureAwait(false);
        var confirm = new ConfirmChannel(connection, channel);
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            confirm.End(explain(reason));
            return Task.CompletedTask;
        };
        return confirm;
    }

    /// <summary>Sends messages, in order.</summary>
    /// <returns>What tells when they are confirmed.</returns>
    public async ValueTask<PublishBatch> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var batch = new PublishBatch(_next, messages.Count);
            lock (_gate)
            {
                if (_end is not null)
                {
                    throw _end;
                }

                _pending.Add(batch);
            }

            try
            {
                for (int i = 0; i < messages.Count; i++)
                {
                    OutgoingMessage message = messages[i];
                    MessageBody.Write(message.Id, _body);
                    _properties.Priority = message.Level;

                    // The driver puts a trace's context here when somebody listens, and keeps what it finds.
                    _properties.Headers?.Clear();
                    await _channel.BasicPublishAsync(Exchange, message.Queue.Key, mandatory: true, _properties, _body, cancellationToken).ConfigureAwait(false);
                    _next++;
                }
            }
            catch (Exception error)
            {
                // What was sent and what was not is not known any more, so neither is what the next answer is about.
                End(new BackendUnavailableException($"Messages could not be sent: {error.Message}", error));
                throw;
            }

            return batch;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The queues of a batch that were not there, and how many of its messages were refused.</summary>
    public (IReadOnlyCollection<string> Returned, int Refused) ResultOf(PublishBatch batch)
    {
        lock (_gate)
        {
            return (batch.Returned, batch.Refused);
        }
    }

    /// <summary>Ends all that is on its way; whether the server has it is unknown.</summary>
    public void End(BackendException error)
    {
        PublishBatch[] left;
        lock (_gate)
        {
            _end ??= error;
            left = [.. _pending];
            _pending.Clear();
        }

        foreach (PublishBatch batch in left)
        {
            batch.Fail(error);
        }

        _ = CloseAsync();
    }

    private static CachedString Exchange { get; } = new("");

    private async Task CloseAsync()
    {
        try
        {
            await _channel.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It is not used any more.
        }
    }

    private Task OnAnswer(ulong tag, bool multiple, bool isRefused)
    {
        lock (_gate)
        {
            int at = multiple ? 0 : IndexOf(tag);
            for (; at >= 0 && at < _pending.Count && _pending[at].First <= tag; at++)
            {
                if (multiple || tag <= _pending[at].Last)
                {
                    _pending[at].Answer(tag, multiple, isRefused);
                }

                if (!multiple)
                {
                    break;
                }
            }

            int done = _pending.FindIndex(b => !b.IsAnswered);
            _pending.RemoveRange(0, done < 0 ? _pending.Count : done);
        }

        return Task.CompletedTask;
    }

    /// <summary>A message that no queue took is returned first and confirmed then.</summary>
    private Task OnReturn(string queue)
    {
        lock (_gate)
        {
            // Which of them it was does not matter: all for this queue are sent again, and twice is harmless.
            _pending.ForEach(b => b.AddReturned(queue));
        }

        return Task.CompletedTask;
    }

    /// <summary>The last batch that begins at or before a number.</summary>
    private int IndexOf(ulong tag)
    {
        int low = 0;
        int high = _pending.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_pending[middle].First <= tag)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}
