namespace Pynenc.Testing.Conformance;

/// <summary>What became of one case on one backend.</summary>
/// <param name="Case">The case.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Which promise broke and how, or why it was skipped; <see langword="null"/> when it passed.</param>
/// <param name="Duration">How long it took.</param>
public sealed record ConformanceResult(ConformanceCase Case, ConformanceOutcome Outcome, string? Reason, TimeSpan Duration);
