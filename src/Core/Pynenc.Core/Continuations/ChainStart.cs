namespace Pynenc;

/// <summary>The first task of a chain, as the chain needs it.</summary>
/// <param name="Task">The task.</param>
/// <param name="Encode">Writes its arguments.</param>
/// <param name="AsStep">Makes it a step that takes what comes before.</param>
internal sealed record ChainStart<TArguments>(
    TaskDefinition Task, Func<TArguments, ReadOnlyMemory<byte>> Encode, Func<PynencApp, CallOptions?, (ContinuationStep Step, TaskDefinition Task)> AsStep);
