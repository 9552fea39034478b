namespace Pynenc;

/// <summary>What an invocation waits for.</summary>
public enum StandingKind
{
    /// <summary>Nothing: it has ended.</summary>
    Ended,

    /// <summary>A runner that can run it, or a person: it was set aside with a reason.</summary>
    Parked,

    /// <summary>Its body, which runs or is about to.</summary>
    Running,

    /// <summary>The invocations its body waits for.</summary>
    Waiting,

    /// <summary>A sweep: the runner that held it is gone.</summary>
    OwnerLost,

    /// <summary>Its time.</summary>
    Delayed,

    /// <summary>A slot of its concurrency limit.</summary>
    Blocked,

    /// <summary>A free slot of a runner that serves its queue.</summary>
    Queued,

    /// <summary>Any runner: none is registered.</summary>
    NoRunner,
}
