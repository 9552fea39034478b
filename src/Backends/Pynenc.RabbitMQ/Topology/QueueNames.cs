using System.Collections.Concurrent;

namespace Pynenc.RabbitMQ;

/// <summary>The names of everything this application has on the server.</summary>
/// <remarks>An application id has no dot, so no two applications meet; a logical queue may be called anything, even <c>dead</c>.</remarks>
internal sealed class QueueNames(string prefix, AppId app)
{
    private readonly ConcurrentDictionary<QueueName, PhysicalQueue> _queues = new();

    /// <summary>Where messages go that are none of this broker's.</summary>
    public string Dead { get; } = $"{prefix}.{app}.dead";

    /// <summary>The stream of the names of logical queues.</summary>
    public string Names { get; } = $"{prefix}.{app}.names";

    public PhysicalQueue Of(QueueName name) =>
        _queues.TryGetValue(name, out PhysicalQueue? known)
            ? known
            : _queues.GetOrAdd(name, new PhysicalQueue(name, $"{prefix}.{app}.queue.{name}"));
}
