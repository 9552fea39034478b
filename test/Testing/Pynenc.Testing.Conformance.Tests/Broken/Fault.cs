using Pynenc.Backend;
using Pynenc.Memory;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A plugin that breaks a promise, and the cases that must say so.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Areas">The areas of the kit that are run against it; empty means only the cases named next, for plugins that hang in all.</param>
/// <param name="Cases">The cases that must report it, by the beginning of their names.</param>
internal sealed record Fault(string Name, string[] Areas, string[] Cases)
{
    public Func<BackendContext, FaultSpace, BaseBroker> Broker { get; init; } = (context, _) => new MemBroker(context);

    public Func<BackendContext, FaultSpace, BaseStateBackend> State { get; init; } = (context, _) => new MemStateBackend(context);

    public override string ToString() => Name;

    /// <summary>A broker that is sound but for one member.</summary>
    public static Fault OfBroker(string name, string[] cases, Func<BaseBroker, FaultSpace, BaseBroker> over, params string[] areas) =>
        new(name, ["broker", .. areas], cases)
        {
            Broker = (context, space) =>
            {
                var sound = new MemBroker(context);
                space.Brokers.Add(sound);
                return over(sound, space);
            },
        };

    /// <summary>A state backend that is sound but for one member.</summary>
    public static Fault OfState(string name, string[] areas, string[] cases, Func<BaseStateBackend, FaultSpace, BaseStateBackend> over) =>
        new(name, areas, cases) { State = (context, space) => over(new MemStateBackend(context), space) };
}
