namespace Pynenc.Backend;

/// <summary>An invocation that nobody will move on: its owner is gone, or a step left it between two statuses.</summary>
/// <param name="Id">The invocation.</param>
/// <param name="Status">Where it was left.</param>
/// <param name="Fence">The claim of its lost owner; <see langword="null"/> when it has no owner.</param>
/// <param name="Recoveries">How often its body was cut short by the death of a runner before.</param>
public sealed record Orphan(InvocationId Id, InvocationStatus Status, Fence? Fence, int Recoveries);
