using System.Globalization;
using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>Reads the attribute, and refuses what the runtime would refuse at start.</summary>
internal static class OptionsParser
{
    private const string DefaultQueue = "default";

    public static (string Id, OptionsModel Options) Parse(AttributeData attribute, IMethodSymbol method, ParameterModel[] parameters, Findings findings)
    {
        Dictionary<string, TypedConstant> given = attribute.NamedArguments.ToDictionary(a => a.Key, a => a.Value);
        string id = Value<string?>(given, "Id") ?? $"{method.ContainingType.FullName()}.{method.Name}";
        string[] aliases = [.. Values(given, "Aliases").Select(v => v.Value as string ?? string.Empty)];
        ITypeSymbol[] retryFor = [.. Values(given, "RetryFor").Select(v => v.Value).OfType<ITypeSymbol>()];
        ITypeSymbol[] neverRetryFor = [.. Values(given, "NeverRetryFor").Select(v => v.Value).OfType<ITypeSymbol>()];
        int maxRetries = Value<int>(given, "MaxRetries");
        string queue = Value<string?>(given, "Queue") ?? DefaultQueue;
        double priority = Value<double>(given, "Priority");

        CheckNames(id, aliases, queue, findings);
        CheckNumbers(maxRetries, priority, findings);
        foreach (ITypeSymbol type in retryFor)
        {
            CheckException("RetryFor", type, findings);
        }

        foreach (ITypeSymbol type in neverRetryFor)
        {
            CheckException("NeverRetryFor", type, findings);
        }

        return (id, new OptionsModel(
            aliases.ToEquatable(),
            maxRetries,
            retryFor.Select(t => t.Display()).ToEquatable(),
            neverRetryFor.Select(t => t.Display()).ToEquatable(),
            TimeRules.Read(given, findings).ToEquatable(),
            LimitRules.Read(given, parameters, findings).ToEquatable(),
            queue == DefaultQueue ? null : queue,
            priority));
    }

    private static void CheckNames(string id, string[] aliases, string queue, Findings findings)
    {
        foreach (string? problem in aliases.Select(a => NameRules.TaskIdProblem("Alias", a)).Prepend(NameRules.TaskIdProblem("Task id", id)))
        {
            if (problem is not null)
            {
                findings.Add(Diagnostics.MalformedId, problem);
            }
        }

        if (NameRules.QueueProblem(queue) is { } queueProblem)
        {
            findings.Add(Diagnostics.MalformedQueue, queueProblem);
        }
    }

    private static void CheckNumbers(int maxRetries, double priority, Findings findings)
    {
        if (maxRetries is < 0 or > 1000)
        {
            findings.Add(Diagnostics.MaxRetriesOutOfRange, maxRetries.ToString(CultureInfo.InvariantCulture));
        }

        if (!(priority is >= -100 and <= 100))
        {
            findings.Add(Diagnostics.PriorityOutOfRange, priority.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void CheckException(string setting, ITypeSymbol type, Findings findings)
    {
        if (!type.IsOrDerivesFrom("System", "Exception"))
        {
            findings.Add(Diagnostics.RetryForNoException, setting, type.ToDisplayString(), "is not an exception");
        }
        else if (Access.Obstacle(type) is { } obstacle)
        {
            findings.Add(Diagnostics.RetryForNoException, setting, type.ToDisplayString(), $"generated code cannot name: {obstacle}");
        }
    }

    private static T? Value<T>(Dictionary<string, TypedConstant> given, string name) =>
        given.TryGetValue(name, out TypedConstant constant) && constant.Kind == TypedConstantKind.Primitive && constant.Value is T value ? value : default;

    private static IEnumerable<TypedConstant> Values(Dictionary<string, TypedConstant> given, string name) =>
        given.TryGetValue(name, out TypedConstant constant) && constant is { Kind: TypedConstantKind.Array, IsNull: false } ? constant.Values : [];
}
