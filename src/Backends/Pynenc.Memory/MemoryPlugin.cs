using Pynenc.Memory;

[assembly: Pynenc.PynencBackend(typeof(MemoryPlugin))]

namespace Pynenc.Memory;

/// <summary>Selects the memory backend by its name, <c>Memory</c>. It has no settings.</summary>
public sealed class MemoryPlugin : BackendPlugin
{
    private const string Process = "Nothing outlives the process.";

    /// <inheritdoc/>
    public override string Name => "Memory";

    /// <inheritdoc/>
    public override IReadOnlyList<Guarantee> Guarantees { get; } =
    [
        new(Promise.AtomicPublication, GuaranteeLevel.BestEffort, Process),
        new(Promise.LeaseRecovery, GuaranteeLevel.BestEffort, Process),
        new(Promise.FencedCompletion, GuaranteeLevel.Guaranteed),
        new(Promise.AtomicSlots, GuaranteeLevel.Guaranteed),
        new(Promise.FirstInFirstOut, GuaranteeLevel.Guaranteed),
        new(Promise.Priority, GuaranteeLevel.Guaranteed),
        new(Promise.DelayedDelivery, GuaranteeLevel.BestEffort, Process),
    ];

    /// <inheritdoc/>
    public override void Use(PynencAppBuilder builder, BackendSettings settings) => builder.UseMemory();

    /// <inheritdoc/>
    public override void UseBroker(PynencAppBuilder builder, BackendSettings settings) => builder.UseMemoryBroker();

    /// <inheritdoc/>
    public override void UseState(PynencAppBuilder builder, BackendSettings settings) => builder.UseMemoryState();
}
