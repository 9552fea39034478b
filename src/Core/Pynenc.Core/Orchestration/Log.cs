using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Orchestration;

internal static partial class Log
{
    [LoggerMessage(EventIds.RouteFailed, LogLevel.Warning, "{Count} stored invocations could not be routed now; a runner routes them after the route grace")]
    public static partial void RouteFailed(this ILogger logger, int count, Exception error);

    [LoggerMessage(EventIds.MarkRoutedFailed, LogLevel.Warning, "{Count} routed invocations could not be marked as routed; they may be delivered twice, and run once")]
    public static partial void MarkRoutedFailed(this ILogger logger, int count, Exception error);

    [LoggerMessage(EventIds.ReleaseFailed, LogLevel.Warning, "{Count} received ids could not be released; they return when their lease ends")]
    public static partial void ReleaseFailed(this ILogger logger, int count, Exception error);

    [LoggerMessage(EventIds.AckFailed, LogLevel.Warning, "{Count} claimed ids could not be acknowledged; their second delivery is dropped")]
    public static partial void AckFailed(this ILogger logger, int count, Exception error);

    [LoggerMessage(EventIds.StaleDelivery, LogLevel.Debug, "{InvocationId} was delivered and is not to be claimed: {Result}")]
    public static partial void StaleDelivery(this ILogger logger, InvocationId invocationId, ClaimResult result);

    [LoggerMessage(EventIds.ReadOutcomesFailed, LogLevel.Warning, "The outcomes of awaited invocations could not be read; asked again at the next safety poll")]
    public static partial void ReadOutcomesFailed(this ILogger logger, Exception error);

    [LoggerMessage(EventIds.PromoteFailed, LogLevel.Debug, "{Count} awaited invocations could not be moved ahead of their equals; they keep their places")]
    public static partial void PromoteFailed(this ILogger logger, int count, Exception error);

    [LoggerMessage(EventIds.RunnerExpired, LogLevel.Warning, "Runner {RunnerId} ({Kind} in process {ProcessId} on {Host}) gave no heartbeat within its lease and was removed")]
    public static partial void RunnerExpired(this ILogger logger, RunnerId runnerId, string kind, int processId, string host);

    [LoggerMessage(EventIds.Recovered, LogLevel.Warning, "{InvocationId} was left {Status} by a runner that is gone; it is routed again")]
    public static partial void Recovered(this ILogger logger, InvocationId invocationId, string status);

    [LoggerMessage(EventIds.Poisoned, LogLevel.Error, "{InvocationId} is poisoned: its body was cut short by the death of its runner {Count} times")]
    public static partial void Poisoned(this ILogger logger, InvocationId invocationId, int count);

    [LoggerMessage(EventIds.RoutedAgain, LogLevel.Warning, "{Count} invocations should have been in a queue and were not; they are routed again")]
    public static partial void RoutedAgain(this ILogger logger, int count);

    [LoggerMessage(EventIds.SweepFailed, LogLevel.Warning, "The sweep step '{Step}' failed; the next sweep tries again")]
    public static partial void SweepFailed(this ILogger logger, string step, Exception error);

    [LoggerMessage(EventIds.Unparked, LogLevel.Information, "{InvocationId} was parked, and this runner knows its task; it is routed again")]
    public static partial void Unparked(this ILogger logger, InvocationId invocationId);

    [LoggerMessage(EventIds.Pruned, LogLevel.Debug, "{Count} invocations were removed, because they had been {Statuses} for longer than they are kept")]
    public static partial void Pruned(this ILogger logger, int count, string statuses);

    [LoggerMessage(EventIds.ContentPruned, LogLevel.Debug, "{Count} large values were removed, because no invocation refers to them")]
    public static partial void ContentPruned(this ILogger logger, int count);
}
