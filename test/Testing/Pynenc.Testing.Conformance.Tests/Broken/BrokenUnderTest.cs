namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A broken plugin as its author would hand it to the kit, with little patience.</summary>
internal sealed class BrokenUnderTest(Fault fault) : BackendUnderTest
{
    private readonly FaultSpace _space = new();

    public override string Name => fault.Name;

    public override TimeSpan CaseLimit => TimeSpan.FromSeconds(2);

    public override TimeSpan SequenceTime => TimeSpan.FromSeconds(1);

    public override void Configure(PynencAppBuilder builder) => builder
        .UseBroker(context => fault.Broker(context, _space))
        .UseStateBackend(context => fault.State(context, _space));
}
