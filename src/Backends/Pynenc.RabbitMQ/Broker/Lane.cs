namespace Pynenc.RabbitMQ;

/// <summary>One queue as one channel sees it: who consumes it, and what came and nobody asked for yet. The intake's lock protects it.</summary>
internal sealed class Lane(PhysicalQueue queue)
{
    public PhysicalQueue Queue => queue;

    /// <summary>What is here for the next receiver, the oldest first.</summary>
    public Queue<Held> Stock { get; } = new();

    /// <summary>Who brings messages; <see langword="null"/> while nobody does.</summary>
    public Subscription? Subscription { get; set; }

    /// <summary>When a receiver last wanted it.</summary>
    public long WantedAt { get; set; }

    /// <summary>How many messages came so far.</summary>
    public long Received { get; set; }

    /// <summary>What <see cref="Received"/> was when messages waited at the server and none had come.</summary>
    public long? StuckAt { get; set; }

    /// <summary>Where ids stood that went back when their lease ended; they go back there once more, should it end again.</summary>
    public Dictionary<InvocationId, ulong> Places { get; } = [];
}
