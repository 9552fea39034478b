namespace Pynenc.Backend;

/// <summary>How a claim ended.</summary>
public enum ClaimResult
{
    /// <summary>The runner owns it, under a new epoch.</summary>
    Claimed,

    /// <summary>Somebody else has it, or it is over; the queue's copy was stale.</summary>
    NotAvailable,

    /// <summary>Its time has not come; the store keeps it marked as to be routed then.</summary>
    NotDue,

    /// <summary>All slots of its concurrency limit are taken; it waits for one under its key.</summary>
    Blocked,

    /// <summary>All slots of its concurrency limit are taken; it ended as concurrency controlled.</summary>
    Dropped,

    /// <summary>No such invocation; it was purged.</summary>
    Unknown,

    /// <summary>The runner's lease has ended; it must register again under a new id.</summary>
    RunnerLost,
}
