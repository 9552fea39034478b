using Pynenc.SystemTests.Worker;

namespace Pynenc.SystemTests.Faults;

/// <summary>Who stands at a fail point.</summary>
public enum Role
{
    /// <summary>A process that only publishes and cancels.</summary>
    Producer,

    /// <summary>A process with a runner, whose bodies publish and cancel too.</summary>
    Runner,
}

/// <summary>One fail point, and where it is met.</summary>
public sealed record FaultCase(string Point, Role Role, Topology Topology)
{
    /// <summary>True when it is only passed by a process that repairs what another left behind.</summary>
    public bool NeedsOrphans => Point.StartsWith("recover.", StringComparison.Ordinal);

    /// <summary>True when it is passed at every commit, so already on the way to the first invocation.</summary>
    public bool IsPassedAtStart => Point.StartsWith("sqlite.commit.", StringComparison.Ordinal);

    /// <summary>A hit in the middle of the work. One recovery is all there is to recover.</summary>
    public int LaterHit => NeedsOrphans ? 1 : IsPassedAtStart ? 25 : 3;

    public override string ToString() => $"{Point} · {Role} · {Topology}";
}
