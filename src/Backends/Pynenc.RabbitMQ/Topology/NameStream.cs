using System.Text;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pynenc.RabbitMQ;

/// <summary>The names of the application's logical queues, in a stream that every process reads from its beginning.</summary>
/// <remarks>
/// A server lists its queues to administrators only. A stream keeps what was written, gives all of it to every reader, and tells
/// readers at once of what is added. A name is written before its queue is made, by whoever finds the queue missing; a name that is
/// written twice is harmless. The first entry is the default queue, so that a stream in use is never empty.
/// </remarks>
internal sealed class NameStream : IAsyncDisposable
{
    private const string Version = "1:";
    private const ushort Prefetch = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly IChannel _channel;

    private NameStream(IChannel channel) => _channel = channel;

    /// <summary>Tells all processes, those of the future included, of a queue.</summary>
    public static async ValueTask AnnounceAsync(ServerLink link, QueueNames names, QueueName name, CancellationToken cancellationToken) => await link.AskAsync(
        async (connection, token) =>
        {
            await EnsureAsync(connection, names, token).ConfigureAwait(false);
            await WriteAsync(connection, names, name, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Reads all names there are, and goes on reading.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="names">The application's names.</param>
    /// <param name="onName">Called with each name, also before this returns.</param>
    /// <param name="onEnd">Called when it can read no more.</param>
    /// <param name="logger">Where unreadable entries are told.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<NameStream> ReadAsync(
        IConnection connection, QueueNames names, Action<QueueName> onName, Action onEnd, ILogger logger, CancellationToken cancellationToken)
    {
        await EnsureAsync(connection, names, cancellationToken).ConfigureAwait(false);
        IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        try
        {
            await channel.BasicQosAsync(0, Prefetch, false, cancellationToken).ConfigureAwait(false);
            var all = new NameReader(channel, body => Read(body, names, onName, logger), onEnd);
            await ConsumeAsync(channel, names, all, "first", cancellationToken).ConfigureAwait(false);

            // Where the end is, only a reader of the end is told.
            var end = new NameReader(channel, _ => { }, () => { });
            string tag = await ConsumeAsync(channel, names, end, "last", cancellationToken).ConfigureAwait(false);
            await end.FirstAsync(Patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!end.HasRead)
            {
                // Its maker died before it wrote the first entry.
                await WriteAsync(connection, names, QueueName.Default, cancellationToken).ConfigureAwait(false);
                await end.FirstAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            }

            await channel.BasicCancelAsync(tag, cancellationToken: cancellationToken).ConfigureAwait(false);
            await all.ReachedAsync(await end.EndedAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return new NameStream(channel);
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private static Task<string> ConsumeAsync(IChannel channel, QueueNames names, NameReader reader, string from, CancellationToken cancellationToken) => channel.BasicConsumeAsync(
        names.Names, autoAck: false, consumerTag: "", noLocal: false, exclusive: false, new Dictionary<string, object?> { ["x-stream-offset"] = from }, reader, cancellationToken);

    private static async Task EnsureAsync(IConnection connection, QueueNames names, CancellationToken cancellationToken)
    {
        IChannel probe = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (probe.ConfigureAwait(false))
        {
            try
            {
                await probe.QueueDeclarePassiveAsync(names.Names, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (OperationInterruptedException missing) when (RabbitMQErrors.Code(missing) == RabbitMQErrors.NotFound)
            {
                // It is made below.
            }
        }

        IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            await channel.QueueDeclareAsync(names.Names, true, false, false, QueueArguments.OfNames(), cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync(connection, names, QueueName.Default, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteAsync(IConnection connection, QueueNames names, QueueName name, CancellationToken cancellationToken)
    {
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        IChannel channel = await connection.CreateChannelAsync(confirmed, cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            await channel.BasicPublishAsync(
                "", names.Names, mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(Version + name), cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Read(ReadOnlySpan<byte> body, QueueNames names, Action<QueueName> onName, ILogger logger)
    {
        string text = Encoding.UTF8.GetString(body);
        try
        {
            onName(text.StartsWith(Version, StringComparison.Ordinal) ? new QueueName(text[Version.Length..]) : throw new ArgumentException(text));
        }
        catch (ArgumentException)
        {
            logger.UnreadableName(names.Names);
        }
    }
}
