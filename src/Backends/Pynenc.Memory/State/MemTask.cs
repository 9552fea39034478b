namespace Pynenc.Memory;

/// <summary>The counters of one task, by status.</summary>
internal sealed class MemTask(TaskId id)
{
    private readonly long[] _counts = new long[32];

    public TaskId Id { get; } = id;

    public ref long Count(InvocationStatus status) => ref _counts[(int)status];
}
