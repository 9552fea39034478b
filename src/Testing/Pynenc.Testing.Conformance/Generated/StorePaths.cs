using static Pynenc.InvocationStatus;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>The paths that are tried: those the engine walks, and some that lead nowhere.</summary>
internal static class StorePaths
{
    /// <summary>Named here, because the namespace of the same name would win.</summary>
    private const InvocationStatus Running = InvocationStatus.Running;

    public static InvocationStatus[][] All { get; } =
    [
        [Running], [Running, Success], [Success], [Failed], [Running, Retry], [Retry], [Paused], [Resumed], [Resumed, Paused], [Resumed, Success],
        [Killed, Rerouted], [Killed], [Rerouted], [PendingRecovery, Rerouted], [RunningRecovery, Rerouted], [RunningRecovery], [RunningRecovery, Poisoned],
        [Parked], [Cancelled], [ConcurrencyControlled], [ConcurrencyControlledFinal], [Pending], [Rerouted, Pending], [Running, Rerouted], [Success, Running],
    ];
}
