namespace Pynenc.SourceGeneration.Model;

/// <summary>One parameter of a method.</summary>
/// <param name="Name">The name, as in the source, without <c>@</c>.</param>
/// <param name="Type">The type, fully qualified.</param>
/// <param name="Kind">Where its value comes from.</param>
/// <param name="Default">The C# expression of its default; null when it has none.</param>
internal sealed record ParameterModel(string Name, string Type, ParameterKind Kind, string? Default);

internal enum ParameterKind
{
    /// <summary>From the caller.</summary>
    Argument,

    /// <summary>The token of the invocation.</summary>
    CancellationToken,

    /// <summary>The context of the invocation.</summary>
    Context,
}
