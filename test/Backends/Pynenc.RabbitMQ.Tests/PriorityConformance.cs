using Pynenc.Testing.Conformance;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>The whole kit on classic queues with priorities.</summary>
public sealed class PriorityConformance
{
    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task Conforms(string name) => await Conformance.RunAsync(
        name, new RabbitMQUnderTest("rabbitmq, classic queues with priorities, memory state", await Server.SharedAsync(), o => o.UseMemoryState(), s => s.Priorities = true));
}
