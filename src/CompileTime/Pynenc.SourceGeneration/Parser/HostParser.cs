using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>Reads the class around a task, and how an instance of it comes to be.</summary>
internal static class HostParser
{
    private static readonly TargetModel OnlyFromServices = new(CanBeCreated: false, EquatableArray<DependencyModel>.Empty);

    public static HostModel Parse(INamedTypeSymbol type) => new(
        type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(),
        string.Join("_", type.ContainingTypes().Reverse().Select(t => t.Name).Concat([type.Name])),
        type.Display(),
        type.FullName(),
        Target(type));

    private static TargetModel Target(INamedTypeSymbol type)
    {
        IMethodSymbol[] constructors = [.. type.InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public)];

        // Two constructors are a question only the services can answer, and only a scope disposes what it made.
        if (constructors.Length != 1 || IsDisposable(type) || HasRequiredMembers(type) || type.IsAbstract)
        {
            return OnlyFromServices;
        }

        DependencyModel?[] dependencies = [.. constructors[0].Parameters.Select(Dependency)];
        return dependencies.All(d => d is not null)
            ? new TargetModel(CanBeCreated: true, dependencies.Select(d => d!).ToEquatable())
            : OnlyFromServices;
    }

    private static DependencyModel? Dependency(IParameterSymbol parameter)
    {
        ITypeSymbol type = parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        if (parameter.RefKind != RefKind.None || PlainData.IsStackOnly(type))
        {
            return null;
        }

        string? @default = Literal.OfDefault(parameter);
        return new DependencyModel(type.Display(), Source(type, @default is not null), @default);
    }

    private static DependencySource Source(ITypeSymbol type, bool hasDefault)
    {
        if (type.Is("Pynenc", "PynencApp"))
        {
            return DependencySource.App;
        }

        if (type.Is("Pynenc", "InvocationContext"))
        {
            return DependencySource.Context;
        }

        if (type.Is("System.Threading", "CancellationToken"))
        {
            return DependencySource.CancellationToken;
        }

        if (type.Is("System", "IServiceProvider"))
        {
            return DependencySource.ServiceProvider;
        }

        if (!hasDefault)
        {
            return DependencySource.Service;
        }

        return type.IsReferenceType ? DependencySource.OptionalService : DependencySource.Default;
    }

    private static bool IsDisposable(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(i => i.Is("System", "IDisposable") || i.Is("System", "IAsyncDisposable"));

    private static bool HasRequiredMembers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().Any(m => m is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
            {
                return true;
            }
        }

        return false;
    }
}
