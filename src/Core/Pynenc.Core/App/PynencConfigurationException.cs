namespace Pynenc;

/// <summary>The application cannot start as it is configured; lists every problem found.</summary>
public sealed class PynencConfigurationException : PynencException
{
    /// <summary>Carries the problems, at least one.</summary>
    public PynencConfigurationException(IReadOnlyList<string> problems)
        : base(Describe(problems)) => Problems = problems;

    /// <summary>One sentence each: the option, the value seen, the limit, what to do.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Describe(IReadOnlyList<string> problems) => problems.Count == 1
        ? problems[0]
        : $"The configuration has {problems.Count} problems:{Environment.NewLine}- " + string.Join($"{Environment.NewLine}- ", problems);
}
