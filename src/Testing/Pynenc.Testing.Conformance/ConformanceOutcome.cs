namespace Pynenc.Testing.Conformance;

/// <summary>How a case ended.</summary>
public enum ConformanceOutcome
{
    /// <summary>The promise was kept.</summary>
    Passed,

    /// <summary>The promise was broken.</summary>
    Failed,

    /// <summary>The promise was not made.</summary>
    Skipped,
}
