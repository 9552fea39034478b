using System.Diagnostics.CodeAnalysis;

namespace Pynenc.Running;

/// <summary>What a runner holds, by invocation. A plain dictionary under a lock, because a concurrent one allocates per claim.</summary>
internal sealed class HeldExecutions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<InvocationId, Execution> _byId = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byId.Count;
            }
        }
    }

    public void Add(Execution execution)
    {
        lock (_gate)
        {
            _byId[execution.Id] = execution;
        }
    }

    /// <summary>Removes exactly this execution; a later claim of the same invocation stays.</summary>
    public bool Remove(Execution execution)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(execution.Id, out Execution? held) && ReferenceEquals(held, execution) && _byId.Remove(execution.Id);
        }
    }

    public bool TryGet(InvocationId id, [NotNullWhen(true)] out Execution? execution)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(id, out execution);
        }
    }

    public Execution[] ToArray()
    {
        lock (_gate)
        {
            return [.. _byId.Values];
        }
    }
}
