namespace Pynenc.Testing.Conformance.Generated;

/// <summary>What was played until a promise broke.</summary>
/// <param name="Lines">Each step and what came of it, the broken one last.</param>
/// <param name="Message">What was expected, and what was seen.</param>
internal sealed record Counterexample(IReadOnlyList<string> Lines, string Message);
