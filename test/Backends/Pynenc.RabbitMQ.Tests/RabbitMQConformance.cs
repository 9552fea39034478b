using Pynenc.Testing.Conformance;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>The whole kit on RabbitMQ: quorum queues, and classic queues with priorities.</summary>
public sealed class RabbitMQConformance
{
    public static TheoryData<string> Cases => [.. ConformanceSuite.Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Cases))]
    public async Task Quorum(string name) => await Conformance.RunAsync(
        name, new RabbitMQUnderTest("rabbitmq, quorum queues, memory state", await Server.SharedAsync(), o => o.UseMemoryState(), _ => { }));

    [Theory, MemberData(nameof(Cases))]
    public async Task Priorities(string name) => await Conformance.RunAsync(
        name, new RabbitMQUnderTest("rabbitmq, classic queues with priorities, memory state", await Server.SharedAsync(), o => o.UseMemoryState(), s => s.Priorities = true));
}
