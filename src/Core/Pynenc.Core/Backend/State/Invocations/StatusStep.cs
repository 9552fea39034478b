namespace Pynenc.Backend;

/// <summary>One status entered by a transition.</summary>
/// <param name="Status">The status.</param>
/// <param name="At">When it was entered, by the caller's clock.</param>
/// <param name="Reason">Why, in a sentence; <see langword="null"/> where the status says it all.</param>
public readonly record struct StatusStep(InvocationStatus Status, DateTimeOffset At, string? Reason = null);
