using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.Running;

internal static partial class Log
{
    [LoggerMessage(EventIds.RunnerStarted, LogLevel.Information, "Runner {RunnerId} of application {AppId} started with {Slots} slots")]
    public static partial void RunnerStarted(this ILogger logger, RunnerId runnerId, AppId appId, int slots);

    [LoggerMessage(EventIds.RunnerStopped, LogLevel.Information, "Runner {RunnerId} stopped")]
    public static partial void RunnerStopped(this ILogger logger, RunnerId runnerId);

    [LoggerMessage(EventIds.QueueIsPrivate, LogLevel.Warning, "{Broker} reaches only this process, and {State} is shared: what other processes publish comes here only when a sweep routes it again. Choose a broker that is shared too, unless this is the only process")]
    public static partial void QueueIsPrivate(this ILogger logger, string broker, string state);

    [LoggerMessage(EventIds.UnregisterFailed, LogLevel.Warning, "Runner {RunnerId} stopped and could not be removed; it is removed when its lease ends")]
    public static partial void UnregisterFailed(this ILogger logger, RunnerId runnerId, Exception error);

    [LoggerMessage(EventIds.RunnerLost, LogLevel.Warning, "Runner {RunnerId} lost its lease and with it {Count} claims; it goes on as {NewRunnerId}")]
    public static partial void RunnerLost(this ILogger logger, RunnerId runnerId, int count, RunnerId newRunnerId);

    [LoggerMessage(EventIds.FetchFailed, LogLevel.Warning, "Work could not be taken; tried again in {PauseMs} ms")]
    public static partial void FetchFailed(this ILogger logger, double pauseMs, Exception error);

    [LoggerMessage(EventIds.HeartbeatFailed, LogLevel.Warning, "The lease could not be renewed; tried again in a second")]
    public static partial void HeartbeatFailed(this ILogger logger, Exception error);

    [LoggerMessage(EventIds.WriteFailed, LogLevel.Warning, "{Count} transitions could not be stored; tried again in {PauseMs} ms")]
    public static partial void WriteFailed(this ILogger logger, int count, double pauseMs, Exception error);

    [LoggerMessage(EventIds.WaitFailed, LogLevel.Warning, "The wait of {InvocationId} could not be stored; tried again in {PauseMs} ms")]
    public static partial void WaitFailed(this ILogger logger, InvocationId invocationId, double pauseMs, Exception error);

    [LoggerMessage(EventIds.ClaimLost, LogLevel.Warning, "{InvocationId} is no longer held by this runner; its body is told to stop and its result is dropped")]
    public static partial void ClaimLost(this ILogger logger, InvocationId invocationId);

    [LoggerMessage(EventIds.Parked, LogLevel.Error, "{InvocationId} is parked. {Reason}")]
    public static partial void Parked(this ILogger logger, InvocationId invocationId, string reason);

    [LoggerMessage(EventIds.TaskFailed, LogLevel.Warning, "{InvocationId} of task {TaskId} failed. {Reason}")]
    public static partial void TaskFailed(this ILogger logger, InvocationId invocationId, TaskId taskId, string reason);

    [LoggerMessage(EventIds.TaskRetried, LogLevel.Warning, "{InvocationId} of task {TaskId} will be tried again. {Reason}")]
    public static partial void TaskRetried(this ILogger logger, InvocationId invocationId, TaskId taskId, string reason);

    [LoggerMessage(EventIds.DrainTimedOut, LogLevel.Warning, "{Count} bodies still ran at the end of the drain time-out; they are told to stop and their invocations routed again")]
    public static partial void DrainTimedOut(this ILogger logger, int count);

    [LoggerMessage(EventIds.ReturnedUnlisted, LogLevel.Warning, "{InvocationId} was claimed for this runner by a call that got no answer; it is routed again")]
    public static partial void ReturnedUnlisted(this ILogger logger, InvocationId invocationId);

    [LoggerMessage(EventIds.LargeValueFailed, LogLevel.Warning, "A large value of {InvocationId} could not be read or stored; tried again in {PauseMs} ms")]
    public static partial void LargeValueFailed(this ILogger logger, InvocationId invocationId, double pauseMs, Exception error);

    [LoggerMessage(EventIds.BodyAbandoned, LogLevel.Error, "The body of {InvocationId} goes on {GraceSeconds} s after it was told to stop; its slot is given to other work. Let it observe its CancellationToken")]
    public static partial void BodyAbandoned(this ILogger logger, InvocationId invocationId, double graceSeconds);
}
