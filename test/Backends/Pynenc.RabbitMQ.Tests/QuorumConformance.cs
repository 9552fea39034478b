using Pynenc.Testing.Conformance;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>The whole kit on quorum queues.</summary>
public sealed class QuorumConformance
{
    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task Conforms(string name) => await Conformance.RunAsync(
        name, new RabbitMQUnderTest("rabbitmq, quorum queues, memory state", await Server.SharedAsync(), o => o.UseMemoryState(), _ => { }));
}
