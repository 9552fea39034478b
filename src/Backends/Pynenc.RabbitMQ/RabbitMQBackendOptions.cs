using RabbitMQ.Client;

namespace Pynenc.RabbitMQ;

/// <summary>How the RabbitMQ broker works. Complete with its defaults; copied when the application is built.</summary>
public sealed record RabbitMQBackendOptions
{
    /// <summary>
    /// What the names of all queues begin with: <c>prefix.app.queue.name</c>. Default <c>pynenc</c>; 1 to 40 characters of <c>a-z</c>,
    /// <c>0-9</c>, <c>_</c> and <c>-</c>. Processes of one application use the same.
    /// </summary>
    public string QueuePrefix { get; set; } = "pynenc";

    /// <summary>
    /// True for queues that keep priorities: classic durable queues of twenty-one levels, on one node. False for quorum queues, which are
    /// replicated and know no priorities. Default false. A queue cannot change its kind; delete it before you change this.
    /// </summary>
    public bool Priorities { get; set; }

    /// <summary>
    /// How many ids one queue takes; more are refused until some are received, and a runner routes them then. Default none, which means
    /// no limit; at least 1. A queue cannot change its limit; delete it before you change this.
    /// </summary>
    public long? MaxQueueLength { get; set; }

    /// <summary>
    /// The most ids of one queue that this process holds unacknowledged at once for its runners, however many they ask for. Default
    /// 2,000; 1 to 20,000.
    /// </summary>
    public int MaxPrefetch { get; set; } = 2000;

    /// <summary>
    /// How often an idle connection tells that it lives; without a sign for twice as long it counts as lost, here and at the server.
    /// Default 10 s; 1 s to 10 minutes.
    /// </summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may take to open, its login included. Default 5 s; 0.1 s to 1 minute.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the server may take to confirm what was routed, or to answer anything else, before it counts as unanswered. Default
    /// 10 s; 0.1 s to 5 minutes.
    /// </summary>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Other nodes of the same cluster, as <c>host</c> or <c>host:port</c>. Default none.</summary>
    public IReadOnlyList<string> MoreHosts { get; set; } = [];

    /// <summary>
    /// Changes how the server's certificate is checked and which one is shown to it. Default: the system's rules, for the host of the
    /// URI. Only used with <c>amqps://</c>.
    /// </summary>
    public Action<SslOption>? Tls { get; set; }
}
