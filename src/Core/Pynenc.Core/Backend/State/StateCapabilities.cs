namespace Pynenc.Backend;

/// <summary>What a state backend can do. Everything is off by default.</summary>
public sealed record StateCapabilities
{
    /// <summary>Several processes may share it. Otherwise only runners inside this process work.</summary>
    public bool CrossProcess { get; init; }

    /// <summary>Limits of concurrency and of rates. Otherwise a call that has one is refused.</summary>
    public bool Limits { get; init; }

    /// <summary>Reservations. Otherwise a call that has one is refused.</summary>
    public bool Reservations { get; init; }

    /// <summary>What has ended can be removed. Otherwise only a purge removes anything.</summary>
    public bool Removal { get; init; }

    /// <summary>What it has acknowledged survives the death of every process.</summary>
    public bool Durable { get; init; }
}
