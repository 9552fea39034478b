namespace Pynenc.Backend;

/// <summary>How a wait ended.</summary>
public enum WaitResult
{
    /// <summary>The waiter is paused, and its edges are stored.</summary>
    Paused,

    /// <summary>Something waited for is settled already; the waiter still runs.</summary>
    AlreadySettled,

    /// <summary>The wait would close a cycle; the waiter still runs.</summary>
    Cycle,

    /// <summary>The caller does not hold the claim, or the waiter is not running.</summary>
    FenceLost,
}
