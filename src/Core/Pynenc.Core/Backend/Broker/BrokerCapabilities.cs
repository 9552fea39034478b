namespace Pynenc.Backend;

/// <summary>What a broker can do beyond first in, first out. Everything is off by default.</summary>
/// <remarks>
/// Tested both ways by the conformance kit: what is declared must work, what is not declared must be refused with
/// nothing stored, or replaced by the fallback that the property names.
/// </remarks>
public sealed record BrokerCapabilities
{
    /// <summary>Higher priority first, first in first out among equals. Otherwise a priority other than 0 is refused.</summary>
    public bool Priority { get; init; }

    /// <summary>
    /// Priorities far below <see cref="Pynenc.Priority.Min"/> are put in order too, and told apart by tenths; with <see cref="Priority"/> only.
    /// Otherwise work does not age (<see cref="PynencOptions.Ageing"/>), and such a priority is refused.
    /// </summary>
    public bool Ageing { get; init; }

    /// <summary>Queues other than <c>default</c>. Otherwise they are refused.</summary>
    public bool NamedQueues { get; init; }

    /// <summary>Queued ids can be moved ahead of their equals. Otherwise asking for it does nothing.</summary>
    public bool Promotion { get; init; }

    /// <summary>Among equal priority the lanes of a queue are served in turn. Otherwise a lane is refused.</summary>
    public bool Lanes { get; init; }

    /// <summary>Ids stay invisible until a due time. Otherwise the state backend keeps them back until then.</summary>
    public bool NotBefore { get; init; }

    /// <summary>A received id comes back when it is not acknowledged in time. Otherwise the reconciler routes it again.</summary>
    public bool Leases { get; init; }

    /// <summary>Receive waits for a signal. Otherwise it asks again every <see cref="PynencOptions.QueueTimeout"/>.</summary>
    public bool Push { get; init; }

    /// <summary>Several processes may share the queue. Otherwise only runners inside this process work.</summary>
    public bool CrossProcess { get; init; }

    /// <summary>Ids survive the death of every process. Otherwise the reconciler routes them again.</summary>
    public bool Durable { get; init; }
}
