namespace Pynenc;

/// <summary>How long a registered invocation stands for equal calls.</summary>
public enum UniqueUntil
{
    /// <summary>Until a runner claims it; what is called afterwards may see newer data than its body did.</summary>
    Claimed = 0,

    /// <summary>Until it has ended.</summary>
    Ended = 1,
}
