using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>An invocation as the model knows it.</summary>
internal sealed class StoreInvocation(InvocationRecord record, int slot)
{
    public InvocationRecord Record { get; } = record;

    public InvocationId Id => Record.Id;

    public InvocationStatus Status => History[^1].Status;

    public RunnerId? Owner { get; set; }

    public RunnerId? LastOwner { get; set; }

    public long Epoch { get; set; }

    public int Retries { get; set; }

    public int Recoveries { get; set; }

    public DateTimeOffset? NotBefore { get; set; } = record.NotBefore;

    /// <summary>The row that made it routable, while it is marked as to be routed.</summary>
    public int Mark { get; set; } = 1;

    public string? Payload { get; set; }

    public HashSet<int> WaitsFor { get; } = [];

    public List<(InvocationStatus Status, DateTimeOffset At, RunnerId? By, long Epoch)> History { get; } =
        [(InvocationStatus.Registered, record.RegisteredAt, null, 0)];

    public Fence? Fence => Owner is { } owner ? new Fence(owner, Epoch) : null;

    public void Enter(InvocationStatus status, DateTimeOffset at, RunnerId? by) => History.Add((status, at, by, Epoch));

    /// <summary>True when exactly these steps were the last, at the same times: the mark of a request that is repeated.</summary>
    public bool HistoryEndsWith(IReadOnlyList<StatusStep> path) =>
        History.TakeLast(path.Count).Select(h => (h.Status, h.At, h.Epoch)).SequenceEqual(path.Select(p => (p.Status, p.At, Epoch)));

    public override string ToString() => $"i{slot}";
}
