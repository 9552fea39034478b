namespace Pynenc;

/// <summary>Makes a method callable from afar. The source generator turns it into a typed call on the application.</summary>
/// <example>
/// <code>
/// public static class Jobs
/// {
///     [PynencTask(MaxRetries = 3)]
///     public static int Add(int x, int y) => x + y;
/// }
///
/// Invocation&lt;int&gt; sum = await app.Jobs.AddAsync(1, 2);
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PynencTaskAttribute : Attribute
{
    /// <summary>The stored id. Default: the full name of the method. Set it to be free to move the method.</summary>
    public string? Id { get; init; }

    /// <summary>Ids this task had before; stored work under them still runs.</summary>
    public string[] Aliases { get; init; } = [];

    /// <inheritdoc cref="TaskOptions.MaxRetries"/>
    public int MaxRetries { get; init; }

    /// <inheritdoc cref="TaskOptions.RetryFor"/>
    public Type[] RetryFor { get; init; } = [];

    /// <inheritdoc cref="TaskOptions.Queue"/>
    public string Queue { get; init; } = "default";

    /// <inheritdoc cref="TaskOptions.Priority"/>
    public double Priority { get; init; }
}
