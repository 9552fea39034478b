using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>Concurrency, rates, fairness and the cache of results, refused where the runtime would refuse them at start.</summary>
internal static class LimitRules
{
    private const string Keys = "Keys";
    private const string Disabled = "Disabled";

    /// <summary>Each with the name of its default.</summary>
    private static readonly (string Name, string Default)[] Choices =
    [
        ("RunningConcurrency", Disabled),
        ("WhenBlocked", "Wait"),
        ("RegistrationConcurrency", Disabled),
        ("UniqueUntil", "Claimed"),
        ("OnDifferentArguments", "Reuse"),
        ("RateMode", "Task"),
    ];

    private static readonly string[] Lists = ["KeyArguments", "FairBy", "CacheIgnores"];

    private static readonly (string Name, int Default, int Least, int Most)[] Numbers =
    [
        ("RunningLimit", 1, 1, 1_000_000),
        ("RateLimit", 0, 0, 10_000),
    ];

    public static List<SettingModel> Read(Dictionary<string, TypedConstant> given, ParameterModel[] parameters, Findings findings)
    {
        var settings = new List<SettingModel>();

        // Only what differs from the default.
        var chosen = new Dictionary<string, string>();
        foreach ((string name, string usual) in Choices.Where(c => given.ContainsKey(c.Name)))
        {
            if (Member(name, given[name], findings) is { } member && member.Name != usual)
            {
                chosen.Add(name, member.Name);
                settings.Add(new SettingModel(name, $"{member.ContainingType.Display()}.{member.Name}"));
            }
        }

        foreach ((string name, int usual, int least, int most) in Numbers)
        {
            int value = Number(given, name, usual);
            if (value < least || value > most)
            {
                findings.Add(Diagnostics.LimitOutOfRange, name, Text(value), Text(least), Text(most));
            }
            else if (value != usual)
            {
                settings.Add(new SettingModel(name, Text(value)));
            }
        }

        foreach (string list in Lists)
        {
            string[] names = [.. Names(given, list)];
            CheckNames(list, names, parameters, findings);
            if (names.Length > 0)
            {
                settings.Add(new SettingModel(list, $"[{string.Join(", ", names.Select(n => SymbolDisplay.FormatLiteral(n, quote: true)))}]"));
            }
        }

        CheckTogether(given, chosen, findings);
        return settings;
    }

    private static void CheckNames(string list, string[] names, ParameterModel[] parameters, Findings findings)
    {
        string[] arguments = [.. parameters.Where(p => p.Kind == ParameterKind.Argument).Select(p => p.Name)];
        string has = arguments.Length == 0 ? "It has none." : $"It has: {string.Join(", ", arguments)}.";
        foreach (string unknown in names.Where(n => !arguments.Contains(n)))
        {
            findings.Add(Diagnostics.UnknownArgument, list, unknown, has);
        }
    }

    /// <summary>What is wrong although each option is right by itself.</summary>
    private static void CheckTogether(Dictionary<string, TypedConstant> given, Dictionary<string, string> chosen, Findings findings)
    {
        int rate = Number(given, "RateLimit", 0);
        bool hasKeys = Names(given, "KeyArguments").Any();
        foreach (string mode in new[] { "RunningConcurrency", "RegistrationConcurrency", "RateMode" })
        {
            if (!hasKeys && chosen.TryGetValue(mode, out string? value) && value == Keys && (mode != "RateMode" || rate > 0))
            {
                findings.Add(Diagnostics.NoKeyArguments, mode);
            }
        }

        if (rate > 0 && chosen.TryGetValue("RateMode", out string? rateMode) && rateMode == Disabled)
        {
            findings.Add(Diagnostics.Contradiction, $"RateMode is Disabled and RateLimit is {Text(rate)}. Say whose rate it is, or leave the limit at 0.");
        }

        bool caches = given.TryGetValue("CacheResultFor", out TypedConstant cache) && cache.Value is double and not 0;
        if (caches && chosen.ContainsKey("RegistrationConcurrency"))
        {
            findings.Add(Diagnostics.Contradiction, "Both CacheResultFor and RegistrationConcurrency say which call stands for another. Leave one of them out; the cache already joins equal calls that are on their way.");
        }
    }

    private static IFieldSymbol? Member(string name, TypedConstant constant, Findings findings)
    {
        if (constant is not { Kind: TypedConstantKind.Enum, Type: INamedTypeSymbol type, Value: { } value })
        {
            return null;
        }

        IFieldSymbol[] members = [.. type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue)];
        IFieldSymbol? member = members.FirstOrDefault(m => Equals(m.ConstantValue, value));
        if (member is null)
        {
            findings.Add(Diagnostics.NoSuchValue, name, Convert.ToString(value, CultureInfo.InvariantCulture)!, type.Name, string.Join(", ", members.Select(m => m.Name)));
        }

        return member;
    }

    private static int Number(Dictionary<string, TypedConstant> given, string name, int usual) =>
        given.TryGetValue(name, out TypedConstant constant) && constant.Value is int value ? value : usual;

    private static IEnumerable<string> Names(Dictionary<string, TypedConstant> given, string name) =>
        given.TryGetValue(name, out TypedConstant constant) && constant is { Kind: TypedConstantKind.Array, IsNull: false }
            ? constant.Values.Select(v => v.Value as string ?? string.Empty)
            : [];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
