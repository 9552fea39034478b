namespace Pynenc.Backend;

/// <summary>What a state backend can do. Everything is off by default.</summary>
public sealed record StateCapabilities
{
    /// <summary>Several processes may share it. Otherwise only runners inside this process work.</summary>
    public bool CrossProcess { get; init; }

    /// <summary>What it has acknowledged survives the death of every process.</summary>
    public bool Durable { get; init; }
}
