using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>A registered runner, its lease and what it owns.</summary>
internal sealed class MemRunner(RunnerInfo info, MemRunnerId id)
{
    public MemRunnerId Id { get; } = id;

    public RunnerInfo Info { get; set; } = info;

    public DateTimeOffset LeaseEndsAt { get; set; }

    public HashSet<MemInvocation> Owned { get; } = [];
}
