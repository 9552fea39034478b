namespace Pynenc;

/// <summary>Where an invocation is in its life. <see cref="StatusMachine"/> holds the rules.</summary>
/// <remarks>The numbers are stored; they are never changed or reused.</remarks>
public enum InvocationStatus
{
    /// <summary>Stored and to be run; nobody has claimed it yet.</summary>
    Registered = 1,

    /// <summary>Refused by a concurrency limit; routed again when the holder releases it.</summary>
    ConcurrencyControlled = 2,

    /// <summary>Refused by a concurrency limit and dropped. Final.</summary>
    ConcurrencyControlledFinal = 3,

    /// <summary>Put back for another runner.</summary>
    Rerouted = 4,

    /// <summary>Claimed by a runner, not started yet.</summary>
    Pending = 5,

    /// <summary>Its owner died before it started; on its way to <see cref="Rerouted"/>.</summary>
    PendingRecovery = 6,

    /// <summary>Its body runs.</summary>
    Running = 7,

    /// <summary>Its owner died while it ran; on its way to <see cref="Rerouted"/>.</summary>
    RunningRecovery = 8,

    /// <summary>Waits for other invocations; holds no slot.</summary>
    Paused = 9,

    /// <summary>Runs on after a pause.</summary>
    Resumed = 10,

    /// <summary>Stopped by its runner, which was draining; on its way to <see cref="Rerouted"/>.</summary>
    Killed = 11,

    /// <summary>Failed with an error that is tried again.</summary>
    Retry = 12,

    /// <summary>Ended with a result. Final.</summary>
    Success = 13,

    /// <summary>Ended with an error. Final.</summary>
    Failed = 14,

    /// <summary>Ended by a person or a program before it could finish. Final.</summary>
    Cancelled = 15,

    /// <summary>Set aside, because no runner could run it: an unknown task, arguments nobody can read.</summary>
    Parked = 16,

    /// <summary>Its runners died too often while its body ran. Final.</summary>
    Poisoned = 17,
}
