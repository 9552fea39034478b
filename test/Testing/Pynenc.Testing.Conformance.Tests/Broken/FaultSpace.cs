using System.Collections.Concurrent;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>What the applications of one case share behind their backs.</summary>
internal sealed class FaultSpace
{
    public ConcurrentBag<BaseBroker> Brokers { get; } = [];

    public ConcurrentDictionary<InvocationId, InvocationRecord> LastPublished { get; } = new();

    public BaseBroker? SharedBroker { get; set; }

    public BaseStateBackend? SharedState { get; set; }
}
