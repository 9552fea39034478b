using Microsoft.Extensions.Logging;

namespace Pynenc.RabbitMQ;

internal static partial class Log
{
    [LoggerMessage(EventIds.Connected, LogLevel.Information, "Connected to {Server} to {Purpose}")]
    public static partial void Connected(this ILogger logger, string server, string purpose);

    [LoggerMessage(EventIds.ConnectionLost, LogLevel.Warning, "The connection to {Server} to {Purpose} is lost: {Reason}")]
    public static partial void ConnectionLost(this ILogger logger, string server, string purpose, string reason);

    [LoggerMessage(EventIds.ConnectFailed, LogLevel.Warning, "No connection to {Server} to {Purpose}; the next attempt may come in {PauseMs} ms")]
    public static partial void ConnectFailed(this ILogger logger, string server, string purpose, double pauseMs, Exception error);

    [LoggerMessage(EventIds.ConsumerCancelled, LogLevel.Warning, "The server ended the consumer of queue {Queue}: the queue was deleted, or has no leader; it is consumed again")]
    public static partial void ConsumerCancelled(this ILogger logger, string queue);

    [LoggerMessage(EventIds.ConsumerStuck, LogLevel.Warning, "Queue {Queue} has {Count} ids, and its consumer is given none; everything is consumed anew")]
    public static partial void ConsumerStuck(this ILogger logger, string queue, long count);

    [LoggerMessage(EventIds.SetAside, LogLevel.Error, "A message in queue {Queue} is none of this broker's ({Reason}); it was moved to {Dead}")]
    public static partial void SetAside(this ILogger logger, string queue, string reason, string dead);

    [LoggerMessage(EventIds.SetAsideFailed, LogLevel.Warning, "A message in queue {Queue} is none of this broker's ({Reason}), and could not be moved yet; it comes back when its lease ends")]
    public static partial void SetAsideFailed(this ILogger logger, string queue, string reason, Exception error);

    [LoggerMessage(EventIds.QueueVanished, LogLevel.Warning, "Queue {Queue} is gone; it is made again")]
    public static partial void QueueVanished(this ILogger logger, string queue);

    [LoggerMessage(EventIds.QueueFound, LogLevel.Debug, "Queue {Queue} is known from now on")]
    public static partial void QueueFound(this ILogger logger, QueueName queue);

    [LoggerMessage(EventIds.Blocked, LogLevel.Warning, "{Server} takes no messages for now: {Reason}")]
    public static partial void Blocked(this ILogger logger, string server, string reason);

    [LoggerMessage(EventIds.Unblocked, LogLevel.Information, "{Server} takes messages again")]
    public static partial void Unblocked(this ILogger logger, string server);

    [LoggerMessage(EventIds.ReturnFailed, LogLevel.Warning, "Received ids could not be given back; they come back when the connection ends")]
    public static partial void ReturnFailed(this ILogger logger, Exception error);

    [LoggerMessage(EventIds.LeaseEnded, LogLevel.Debug, "{Count} received ids were not acknowledged in time and went back to their queues")]
    public static partial void LeaseEnded(this ILogger logger, int count);

    [LoggerMessage(EventIds.UnreadableName, LogLevel.Warning, "An entry of {Stream} is no queue name and was passed over")]
    public static partial void UnreadableName(this ILogger logger, string stream);
}
