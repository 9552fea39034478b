using RabbitMQ.Client;

namespace Pynenc.RabbitMQ;

/// <summary>The server's queue behind a logical queue; one object per name and application.</summary>
internal sealed class PhysicalQueue(QueueName name, string physical)
{
    public QueueName Name => name;

    public string Physical => physical;

    /// <summary>The name as the driver sends it, encoded once.</summary>
    public CachedString Key { get; } = new(physical);

    public override string ToString() => physical;
}
