namespace Pynenc.Redis;

/// <summary>Whether this state backend enqueues by itself; decided once, before the first use.</summary>
internal sealed class ColocationMode
{
    /// <summary>True when the broker is the queue of the same keys.</summary>
    public bool IsColocated { get; set; }

    /// <summary>The same, as the scripts read it.</summary>
    public StackExchange.Redis.RedisValue Value => IsColocated ? 1 : 0;
}
