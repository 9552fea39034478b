using Microsoft.CodeAnalysis;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>Who can name what.</summary>
internal static class Access
{
    /// <summary>Says why code elsewhere in the assembly cannot name a member or type; null when it can.</summary>
    public static string? Obstacle(ISymbol symbol)
    {
        foreach (ISymbol step in symbol.ContainingTypes().Cast<ISymbol>().Prepend(symbol))
        {
            string kind = step is INamedTypeSymbol ? "type" : "method";
            if (step is INamedTypeSymbol { IsFileLocal: true })
            {
                return $"type '{step.Name}' is local to its file";
            }

            if (step.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
            {
                return $"{kind} '{step.Name}' is {Describe(step.DeclaredAccessibility)}";
            }
        }

        return null;
    }

    /// <summary>True when code of other assemblies can name the symbol.</summary>
    public static bool IsPublic(ISymbol symbol) =>
        symbol.ContainingTypes().Cast<ISymbol>().Prepend(symbol).All(s => s.DeclaredAccessibility is Accessibility.Public or Accessibility.NotApplicable);

    /// <summary>True when code of other assemblies can name the type and all it is made of.</summary>
    public static bool IsPublicType(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsPublicType(array.ElementType),
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.All(e => IsPublicType(e.Type)),
        INamedTypeSymbol named => IsPublic(named) && named.TypeArguments.All(IsPublicType),
        _ => true,
    };

    private static string Describe(Accessibility accessibility) => accessibility switch
    {
        Accessibility.Private => "private",
        Accessibility.Protected => "protected",
        _ => "private protected",
    };
}
