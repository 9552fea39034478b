namespace Pynenc;

/// <summary>How a <see cref="ThreadRunner"/> works. Complete with its defaults; copied when the runner is created.</summary>
public sealed record ThreadRunnerOptions
{
    /// <summary>How many bodies run at once; a body that waits for an invocation does not count. Default 16; 1 to 10,000.</summary>
    public int Slots { get; set; } = 16;

    /// <summary>
    /// The most invocations claimed ahead of a free slot. Default 1,024; 0 to 10,000. The runner claims ahead only as much as it can
    /// start within a few milliseconds, by the bodies it has seen; 0 never claims ahead.
    /// </summary>
    public int MaxPrefetch { get; set; } = 1024;

    /// <summary>The queues to take from; their order makes no difference. Default empty, which means all, or those of <see cref="QueueWeights"/> if there are any.</summary>
    public IReadOnlyList<string> Queues { get; set; } = [];

    /// <summary>
    /// How often each queue is asked first, in relation to the others, while there is work in all of them. Default empty, which leaves the
    /// order to the broker. 1 to 1,000 each; a queue of <see cref="Queues"/> that has none counts 1. The queues named here are taken from as
    /// well. A queue is never starved: every one comes first now and then, and none is waited for while another has work.
    /// </summary>
    public IReadOnlyDictionary<string, int> QueueWeights { get; set; } = new Dictionary<string, int>();

    /// <summary>How long a stop waits for running bodies before it gives them back. Default 30 s; 0 to 1 day.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the order of queues with weights is drawn from.</summary>
    internal Random Chance { get; set; } = Random.Shared;

    /// <summary>Every queue that is named, once.</summary>
    internal IReadOnlyList<(QueueName Queue, int Weight)> WeightedQueues =>
        [.. Queues.Concat(QueueWeights.Keys).Distinct(StringComparer.Ordinal).Select(q => (new QueueName(q), QueueWeights.GetValueOrDefault(q, 1)))];

    internal IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Slots is < 1 or > 10_000)
        {
            problems.Add($"{nameof(ThreadRunnerOptions)}.{nameof(Slots)} is {Slots}; it must be 1 to 10,000.");
        }

        if (MaxPrefetch is < 0 or > 10_000)
        {
            problems.Add($"{nameof(ThreadRunnerOptions)}.{nameof(MaxPrefetch)} is {MaxPrefetch}; it must be 0 to 10,000.");
        }

        if (DrainTimeout < TimeSpan.Zero || DrainTimeout > TimeSpan.FromDays(1))
        {
            problems.Add($"{nameof(ThreadRunnerOptions)}.{nameof(DrainTimeout)} is {DrainTimeout}; it must be 0 to 1 day.");
        }

        problems.AddRange(QueueWeights.Where(w => w.Value is < 1 or > 1000)
            .Select(w => $"{nameof(ThreadRunnerOptions)}.{nameof(QueueWeights)} of '{w.Key}' is {w.Value}; it must be 1 to 1,000. Leave a queue out that is not to be served."));
        problems.AddRange(Queues.Concat(QueueWeights.Keys).Distinct(StringComparer.Ordinal).Select(q => Names.Problem("Queue name", q, QueueName.MaxLength, allowDot: true)).OfType<string>());
        return problems;
    }
}
