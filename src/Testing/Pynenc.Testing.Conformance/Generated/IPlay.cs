namespace Pynenc.Testing.Conformance.Generated;

/// <summary>A backend and a model of it, played step by step and compared after each.</summary>
internal interface IPlay<in TStep>
{
    /// <summary>The step in words, before it is played.</summary>
    string Describe(TStep step);

    /// <summary>Plays a step on both.</summary>
    /// <returns>What came of it, in words.</returns>
    /// <exception cref="ConformanceException">They differ.</exception>
    Task<string> PlayAsync(TStep step);

    /// <summary>Looks at what is left when all steps were played.</summary>
    /// <exception cref="ConformanceException">They differ.</exception>
    Task EndAsync();
}
