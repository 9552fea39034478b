namespace Pynenc.SourceGeneration.Model;

/// <summary>The class a task stands in.</summary>
/// <param name="Namespace">Its namespace, escaped; null for the global one.</param>
/// <param name="Name">Its name, after those of the types around it: <c>Outer_Inner</c>.</param>
/// <param name="Type">Its type, fully qualified.</param>
/// <param name="MetadataName">Its full name with <c>+</c> before a nested name; names the generated file.</param>
/// <param name="Target">How an instance comes to be.</param>
internal sealed record HostModel(string? Namespace, string Name, string Type, string MetadataName, TargetModel Target);

/// <summary>How an instance of a class comes to be, when the services do not have it.</summary>
/// <param name="CanBeCreated">False when only the services can make one.</param>
/// <param name="Dependencies">The parameters of its constructor.</param>
internal sealed record TargetModel(bool CanBeCreated, EquatableArray<DependencyModel> Dependencies);

/// <summary>One parameter of a constructor.</summary>
/// <param name="Type">Its type, fully qualified, not nullable.</param>
/// <param name="Source">Where its value comes from.</param>
/// <param name="Default">The C# expression of its default.</param>
internal sealed record DependencyModel(string Type, DependencySource Source, string? Default);

internal enum DependencySource
{
    Service,
    OptionalService,
    Default,
    App,
    Context,
    CancellationToken,
    ServiceProvider,
}
