using RabbitMQ.Client;

namespace Pynenc.RabbitMQ;

/// <summary>The server's queue behind a logical queue; one object per name and application.</summary>
internal sealed class PhysicalQueue(QueueName name, string physical)
{
    private long _sent;
    private long _answered;

    public QueueName Name => name;

    public string Physical => physical;

    /// <summary>How many messages this process has begun to route to it.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Of how many of those it is known what became of them.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>The name as the driver sends it, encoded once.</summary>
    public CachedString Key { get; } = new(physical);

    public void NoteSent() => Interlocked.Increment(ref _sent);

    public void NoteAnswered() => Interlocked.Increment(ref _answered);

    public override string ToString() => physical;
}
