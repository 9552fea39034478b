using Microsoft.CodeAnalysis;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>What a method must be to run on another machine.</summary>
internal static class MethodRules
{
    public static void Check(IMethodSymbol method, Findings findings)
    {
        if (Access.Obstacle(method) is { } obstacle)
        {
            findings.Add(Diagnostics.NotAccessible, obstacle);
        }

        if (method.IsGenericMethod || method.ContainingTypes().Any(t => t.IsGenericType))
        {
            findings.Add(Diagnostics.Generic);
        }

        if (MissingInstance(method) is { } kind)
        {
            findings.Add(Diagnostics.NoInstance, kind);
        }

        if (method is { IsAsync: true, ReturnsVoid: true })
        {
            findings.Add(Diagnostics.AsyncVoid);
        }
    }

    public static void CheckResult(ITypeSymbol? result, IMethodSymbol method, Findings findings)
    {
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            findings.Add(Diagnostics.ByReference, "the result");
        }

        if (result is not null)
        {
            CheckData(result, "the result", place: null, findings);
        }
    }

    /// <summary>Checks that a type can be stored.</summary>
    public static void CheckData(ITypeSymbol type, string what, ISymbol? place, Findings findings)
    {
        if (PlainData.IsStackOnly(type))
        {
            Add(Diagnostics.StackOnly, type.ToDisplayString());
        }
        else if (PlainData.Obstacle(type) is { } part)
        {
            Add(Diagnostics.NotPlainData, part.ToDisplayString());
        }

        void Add(DiagnosticDescriptor descriptor, string seen)
        {
            if (place is null)
            {
                findings.Add(descriptor, what, seen);
            }
            else
            {
                findings.Add(descriptor, place, what, seen);
            }
        }
    }

    private static string? MissingInstance(IMethodSymbol method) => method switch
    {
        { ContainingType.TypeKind: TypeKind.Interface } => "a method of an interface",
        { IsAbstract: true } => "abstract",
        { IsStatic: false, ContainingType.IsAbstract: true } => "an instance method of an abstract class",
        { IsStatic: false, ContainingType.TypeKind: TypeKind.Struct } => "an instance method of a struct",
        _ => null,
    };
}
