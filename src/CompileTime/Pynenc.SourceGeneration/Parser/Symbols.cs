using Microsoft.CodeAnalysis;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>What the parser asks of symbols.</summary>
internal static class Symbols
{
    /// <summary>Types as generated code writes them: <c>global::</c> in front, keywords escaped, <c>?</c> kept.</summary>
    public static SymbolDisplayFormat Qualified { get; } = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Display(this ITypeSymbol type) => type.ToDisplayString(Qualified);

    public static bool Is(this ITypeSymbol type, string @namespace, string metadataName) =>
        type.MetadataName == metadataName
        && type.ContainingType is null
        && type.ContainingNamespace?.ToDisplayString() == @namespace;

    /// <summary>True for the type itself and for what derives from it.</summary>
    public static bool IsOrDerivesFrom(this ITypeSymbol type, string @namespace, string metadataName)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.Is(@namespace, metadataName))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The types around a symbol, the nearest first.</summary>
    public static IEnumerable<INamedTypeSymbol> ContainingTypes(this ISymbol symbol)
    {
        for (INamedTypeSymbol? type = symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            yield return type;
        }
    }

    /// <summary>The name with <c>+</c> between nested types: <c>Shop.Outer+Inner</c>.</summary>
    public static string FullName(this INamedTypeSymbol type)
    {
        string name = string.Join("+", type.ContainingTypes().Reverse().Select(t => t.Name).Concat([type.Name]));
        return type.ContainingNamespace.IsGlobalNamespace ? name : $"{type.ContainingNamespace.ToDisplayString(Unescaped)}.{name}";
    }

    private static SymbolDisplayFormat Unescaped { get; } = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);
}
