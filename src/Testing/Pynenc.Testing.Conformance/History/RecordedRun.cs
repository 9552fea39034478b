using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History;

/// <summary>Everything that is known of a run, after it has drained: from its callers, its bodies, and the store.</summary>
public sealed record RecordedRun
{
    /// <summary>The calls whose publish returned.</summary>
    public IReadOnlyList<AcceptedCall> Accepted { get; init; } = [];

    /// <summary>The invocations of which somebody was told that they are cancelled.</summary>
    public IReadOnlyCollection<InvocationId> Cancelled { get; init; } = [];

    /// <summary>All invocations of the store, accepted or not.</summary>
    public required IReadOnlyList<RecordedInvocation> Invocations { get; init; }

    /// <summary>The runs of bodies, in the order in which each process noted them.</summary>
    public IReadOnlyList<BodyRun> Bodies { get; init; } = [];

    /// <summary>The counters the store shows.</summary>
    public required IReadOnlyList<StatusCount> Counters { get; init; }

    /// <summary>The limits of concurrency as the store shows them. A key that is not named is not judged.</summary>
    public IReadOnlyList<ConcurrencyState> Slots { get; init; } = [];

    /// <summary>How often invocations of a task may be tried again. A task that is not named is not judged.</summary>
    public IReadOnlyDictionary<TaskId, int> MaxRetries { get; init; } = new Dictionary<TaskId, int>();

    /// <summary>How often an invocation may be recovered; <see langword="null"/> is not judged.</summary>
    public int? MaxRecoveries { get; init; }

    /// <summary>How far the clocks of the processes may differ. Default 0: one machine.</summary>
    public TimeSpan ClockTolerance { get; init; }
}
