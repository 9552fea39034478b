using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>Writes the default of a parameter as C#, the same in every culture.</summary>
internal static class Literal
{
    /// <summary>The expression; null when there is no default, or none that C# can write.</summary>
    public static string? OfDefault(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue)
        {
            return null;
        }

        if (parameter.ExplicitDefaultValue is not { } value)
        {
            return OfNull(parameter.Type);
        }

        ITypeSymbol type = Underlying(parameter.Type);
        string? text = OfConstant(value);
        return text is not null && type.TypeKind == TypeKind.Enum
            ? $"({type.WithNullableAnnotation(NullableAnnotation.None).Display()})({text})"
            : text;
    }

    /// <summary>The expression of a constant; null for a date, which C# cannot write.</summary>
    public static string? OfConstant(object value) => value switch
    {
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        char c => SymbolDisplay.FormatLiteral(c, quote: true),
        bool b => b ? "true" : "false",
        float f => OfFloat(f),
        double d => OfDouble(d),
        decimal m => m.ToString(CultureInfo.InvariantCulture) + "m",
        uint u => u.ToString(CultureInfo.InvariantCulture) + "u",
        long l => l.ToString(CultureInfo.InvariantCulture) + "L",
        ulong ul => ul.ToString(CultureInfo.InvariantCulture) + "UL",
        sbyte or byte or short or ushort or int => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string OfNull(ITypeSymbol type)
    {
        if (type.IsValueType)
        {
            return type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? "null" : "default";
        }

        // A null for a type that does not allow it is the source's own affair; here it must not warn again.
        return type.NullableAnnotation == NullableAnnotation.Annotated ? "null" : "null!";
    }

    private static string OfFloat(float value)
    {
        if (float.IsNaN(value))
        {
            return "float.NaN";
        }

        return float.IsInfinity(value)
            ? value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity"
            : value.ToString("R", CultureInfo.InvariantCulture) + "f";
    }

    private static string OfDouble(double value)
    {
        if (double.IsNaN(value))
        {
            return "double.NaN";
        }

        return double.IsInfinity(value)
            ? value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity"
            : value.ToString("R", CultureInfo.InvariantCulture) + "d";
    }

    private static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
