using System.Reflection;
using Pynenc.Backend;

namespace Pynenc.ArchitectureTests;

/// <summary>The contracts that others implement are abstract classes, and everything they do can be stopped.</summary>
public sealed class PortTests
{
    /// <summary>Not abstract, because its default is a complete answer: a store without a way to tell tells nothing.</summary>
    private static readonly Type[] UsefulAsTheyAre = [typeof(SettledSignal)];

    private static readonly Type[] Contract =
        [.. typeof(BaseBroker).Assembly.GetExportedTypes().Where(t => t.Namespace == "Pynenc.Backend")];

    private static readonly Type[] Ports =
        [.. Contract.Where(t => t is { IsClass: true, IsAbstract: true, IsSealed: false } && !t.IsAssignableTo(typeof(Exception)))];

    [Fact]
    public void What_a_plugin_derives_from_is_an_abstract_class()
    {
        IEnumerable<Type> open = Contract.Where(t => t.IsClass && !t.IsSealed && !t.IsAssignableTo(typeof(Exception)));
        Assert.Empty(open.Where(t => !t.IsAbstract).Except(UsefulAsTheyAre));
        Assert.DoesNotContain(Contract, t => t.IsInterface);
    }

    [Fact]
    public void The_two_contracts_and_their_ports_are_found()
    {
        Type[] least = [typeof(BaseBroker), typeof(BaseStateBackend), typeof(InvocationStore), typeof(RunnerStore), typeof(SweepStore), typeof(InvocationQueries), typeof(ColocatedQueue)];
        Assert.Empty(least.Except(Ports));
    }

    [Fact]
    public void Every_abstract_operation_of_a_port_ends_with_a_mandatory_cancellation_token()
    {
        IEnumerable<string> wrong =
            from method in Operations()
            where method.IsAbstract
            let last = method.GetParameters().LastOrDefault()
            where last?.ParameterType != typeof(CancellationToken) || last.IsOptional
            select $"{method.DeclaringType!.Name}.{method.Name}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_abstract_operation_of_a_port_is_a_value_task()
    {
        IEnumerable<string> wrong =
            from method in Operations()
            where method.IsAbstract && method.ReturnType != typeof(ValueTask)
            where !method.ReturnType.IsGenericType || method.ReturnType.GetGenericTypeDefinition() != typeof(ValueTask<>)
            select $"{method.DeclaringType!.Name}.{method.Name} returns {method.ReturnType.Name}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_port_has_more_than_eight_abstract_members()
    {
        Assert.Empty(Ports.Where(p => Operations(p).Count(m => m.IsAbstract) > 8).Select(p => p.Name));
    }

    private static IEnumerable<MethodInfo> Operations() => Ports.SelectMany(Operations);

    private static IEnumerable<MethodInfo> Operations(Type port) => port
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(m => !m.IsSpecialName && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly));
}
