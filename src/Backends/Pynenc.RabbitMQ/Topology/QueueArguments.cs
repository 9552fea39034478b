namespace Pynenc.RabbitMQ;

/// <summary>How queues are declared. Every process of an application must ask for the same, or the server refuses.</summary>
internal static class QueueArguments
{
    /// <summary>How many levels a queue with priorities has above 0.</summary>
    public const int TopLevel = 20;

    /// <summary>
    /// Never reached. With a limit, whatever it is, a quorum queue gives back at its old place what is released, without one at its end;
    /// and servers from 4.0 on would drop what has come back twenty times.
    /// </summary>
    private const int DeliveryLimit = 1_000_000_000;

    public static Dictionary<string, object?> OfQueue(RabbitMQBackendOptions options)
    {
        Dictionary<string, object?> arguments = options.Priorities
            ? new() { ["x-queue-type"] = "classic", ["x-queue-version"] = 2, ["x-max-priority"] = TopLevel }
            : new() { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = DeliveryLimit };
        if (options.MaxQueueLength is { } limit)
        {
            arguments.Add("x-max-length", limit);
            arguments.Add("x-overflow", "reject-publish");
        }

        return arguments;
    }

    public static Dictionary<string, object?> OfDead() => new() { ["x-queue-type"] = "quorum" };

    public static Dictionary<string, object?> OfNames() => new() { ["x-queue-type"] = "stream" };
}
