using Pynenc.Backend;

namespace Pynenc;

/// <summary>Turns what a task and a call say about limits into what the store compares.</summary>
internal static class TaskLimits
{
    /// <summary>True when invocations of the task need any of it.</summary>
    public static bool AreNeeded(TaskOptions task) =>
        task.RunningConcurrency != ConcurrencyMode.Disabled
        || task.RegistrationConcurrency != ConcurrencyMode.Disabled
        || task.RateLimit > 0
        || task.FairBy.Count > 0
        || task.CacheResultFor is not null;

    public static InvocationRecord Apply(InvocationRecord record, TaskOptions task, CallOptions? call) => record with
    {
        Concurrency = Concurrency(record, task, call),
        Rate = task.RateLimit == 0 ? null : new RateLimit(Key(record, task, task.RateMode), task.RateLimit, task.RatePeriod),
        Reservation = Reservation(record, task, call),
        Lane = task.FairBy.Count == 0 ? null : TaskKeys.Of(record.Task, ConcurrencyMode.Keys, task.FairBy, record.Arguments.Span),
    };

    private static ConcurrencyLimit? Concurrency(InvocationRecord record, TaskOptions task, CallOptions? call)
    {
        ConcurrencyMode mode = call?.RunningConcurrency ?? task.RunningConcurrency;
        return mode == ConcurrencyMode.Disabled
            ? null
            : new ConcurrencyLimit(Key(record, task, mode), call?.RunningLimit ?? task.RunningLimit, call?.WhenBlocked ?? task.WhenBlocked);
    }

    private static Reservation? Reservation(InvocationRecord record, TaskOptions task, CallOptions? call)
    {
        if (task.CacheResultFor is { } time && call?.RegistrationConcurrency is null)
        {
            return new Reservation("cache:" + TaskKeys.Without(record.Task, task.CacheIgnores, record.Arguments.Span), ReservationEnd.Kept, time);
        }

        ConcurrencyMode mode = call?.RegistrationConcurrency ?? task.RegistrationConcurrency;
        return mode == ConcurrencyMode.Disabled
            ? null
            : new Reservation(Key(record, task, mode), task.UniqueUntil == UniqueUntil.Claimed ? ReservationEnd.Claimed : ReservationEnd.Ended);
    }

    private static string Key(InvocationRecord record, TaskOptions task, ConcurrencyMode mode) =>
        TaskKeys.Of(record.Task, mode, task.KeyArguments, record.Arguments.Span);
}
