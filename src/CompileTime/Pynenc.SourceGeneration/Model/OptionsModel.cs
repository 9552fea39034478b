namespace Pynenc.SourceGeneration.Model;

/// <summary>What an attribute says beyond the id. Null and empty mean the default.</summary>
/// <param name="Aliases">Former ids.</param>
/// <param name="MaxRetries">Further attempts.</param>
/// <param name="RetryFor">Types of exceptions, fully qualified.</param>
/// <param name="NeverRetryFor">Types of exceptions, fully qualified.</param>
/// <param name="Times">The settings in seconds and the like that differ from their defaults, by name.</param>
/// <param name="Limits">The settings of concurrency, rates and the cache that differ from their defaults.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Priority">The priority.</param>
internal sealed record OptionsModel(
    EquatableArray<string> Aliases,
    int MaxRetries,
    EquatableArray<string> RetryFor,
    EquatableArray<string> NeverRetryFor,
    EquatableArray<NumberModel> Times,
    EquatableArray<SettingModel> Limits,
    string? Queue,
    double Priority);

/// <summary>A number an attribute gives.</summary>
internal sealed record NumberModel(string Name, double Value);

/// <summary>A setting an attribute gives, and the C# expression of its value.</summary>
internal sealed record SettingModel(string Name, string Expression);
