namespace Pynenc;

/// <summary>What a backend can promise, beside doing what it is asked.</summary>
public enum Promise
{
    /// <summary>An accepted call is never lost between store and queue, whatever process dies and when.</summary>
    AtomicPublication,

    /// <summary>Work of a dead runner runs elsewhere once its lease has ended.</summary>
    LeaseRecovery,

    /// <summary>Only the holder of the claim stores a result.</summary>
    FencedCompletion,

    /// <summary>No more of a key are owned at once than its limit.</summary>
    AtomicSlots,

    /// <summary>First in, first out, for one consumer.</summary>
    FirstInFirstOut,

    /// <summary>Higher priority first.</summary>
    Priority,

    /// <summary>What was acknowledged outlives every process of ours, and the server's own crash as far as its settings say.</summary>
    Durability,

    /// <summary>Nothing starts before its time, and what is delayed is not lost.</summary>
    DelayedDelivery,
}
