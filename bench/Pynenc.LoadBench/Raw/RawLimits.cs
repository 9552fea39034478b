namespace Pynenc.LoadBench;

/// <summary>The limits of a store, each beside the figure that can at best come near it.</summary>
internal sealed record RawLimits
{
    /// <summary>Items a second, each written and durable before the next.</summary>
    public required RawLimit Single { get; init; }

    /// <summary>Items a second, written in batches.</summary>
    public required RawLimit Batch { get; init; }

    /// <summary>Items a second, in and out again.</summary>
    public required RawLimit Through { get; init; }

    /// <summary>Items a second, out of a store that was filled before.</summary>
    public required RawLimit Drain { get; init; }

    /// <summary>Microseconds from a write to whoever waits for it, one at a time; the median.</summary>
    public required RawLimit Latency { get; init; }
}
