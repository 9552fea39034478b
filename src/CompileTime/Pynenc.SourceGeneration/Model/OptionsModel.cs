namespace Pynenc.SourceGeneration.Model;

/// <summary>What an attribute says beyond the id. Null and empty mean the default.</summary>
/// <param name="Aliases">Former ids.</param>
/// <param name="MaxRetries">Further attempts.</param>
/// <param name="RetryFor">Types of exceptions, fully qualified.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Priority">The priority.</param>
internal sealed record OptionsModel(
    EquatableArray<string> Aliases,
    int MaxRetries,
    EquatableArray<string> RetryFor,
    string? Queue,
    double Priority);
