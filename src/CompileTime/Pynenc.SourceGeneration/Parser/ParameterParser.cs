using System.Globalization;
using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>Reads the parameters of a method.</summary>
internal static class ParameterParser
{
    private const int MaxArguments = 8;

    public static ParameterModel[] Parse(IMethodSymbol method, Findings findings)
    {
        ParameterModel[] parameters = [.. method.Parameters.Select(p => Parse(p, findings))];
        int arguments = parameters.Count(p => p.Kind == ParameterKind.Argument);
        if (arguments > MaxArguments)
        {
            findings.Add(Diagnostics.TooManyParameters, arguments.ToString(CultureInfo.InvariantCulture));
        }

        int tokens = parameters.Count(p => p.Kind == ParameterKind.CancellationToken);
        if (tokens > 1)
        {
            findings.Add(Diagnostics.TwoTokens, tokens.ToString(CultureInfo.InvariantCulture));
        }

        return parameters;
    }

    private static ParameterModel Parse(IParameterSymbol parameter, Findings findings)
    {
        string what = $"parameter '{parameter.Name}'";
        ParameterKind kind = KindOf(parameter.Type);
        if (parameter.RefKind != RefKind.None)
        {
            findings.Add(Diagnostics.ByReference, parameter, what);
        }

        if (kind == ParameterKind.Argument)
        {
            MethodRules.CheckData(parameter.Type, what, parameter, findings);
        }

        return new ParameterModel(parameter.Name, parameter.Type.Display(), kind, Literal.OfDefault(parameter));
    }

    private static ParameterKind KindOf(ITypeSymbol type)
    {
        if (type.Is("System.Threading", "CancellationToken"))
        {
            return ParameterKind.CancellationToken;
        }

        return type.Is("Pynenc", "InvocationContext") ? ParameterKind.Context : ParameterKind.Argument;
    }
}
