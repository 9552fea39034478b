namespace Pynenc.RabbitMQ;

/// <summary>What one receive handed out: one lease for all of it. The intake's lock protects it.</summary>
internal sealed class Lot(DateTimeOffset expiresAt, IReadOnlyList<Held> held)
{
    public DateTimeOffset ExpiresAt => expiresAt;

    public IReadOnlyList<Held> Held => held;

    /// <summary>How many of it are not settled.</summary>
    public int Open { get; set; } = held.Count;
}
