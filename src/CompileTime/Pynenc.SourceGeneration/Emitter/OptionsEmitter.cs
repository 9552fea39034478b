using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Emitter;

/// <summary>Writes the options of one task: only what differs from the default.</summary>
internal static class OptionsEmitter
{
    public static string Emit(OptionsModel options)
    {
        string[] given = [.. Given(options)];
        return given.Length == 0
            ? "global::Pynenc.TaskOptions.Default"
            : $"new global::Pynenc.TaskOptions {{ {string.Join(", ", given)} }}";
    }

    private static IEnumerable<string> Given(OptionsModel options)
    {
        if (options.MaxRetries != 0)
        {
            yield return $"MaxRetries = {options.MaxRetries.ToString(CultureInfo.InvariantCulture)}";
        }

        if (options.RetryFor.Count > 0)
        {
            yield return $"RetryFor = [{string.Join(", ", options.RetryFor.Select(t => $"typeof({t})"))}]";
        }

        if (options.NeverRetryFor.Count > 0)
        {
            yield return $"NeverRetryFor = [{string.Join(", ", options.NeverRetryFor.Select(t => $"typeof({t})"))}]";
        }

        string[] backoff = [.. options.Times.Select(Backoff).OfType<string>()];
        if (backoff.Length > 0)
        {
            yield return $"Backoff = new global::Pynenc.RetryBackoff {{ {string.Join(", ", backoff)} }}";
        }

        foreach (NumberModel time in options.Times.Where(t => Backoff(t) is null))
        {
            yield return $"{time.Name} = {Seconds(time.Value)}";
        }

        foreach (SettingModel limit in options.Limits)
        {
            yield return $"{limit.Name} = {limit.Expression}";
        }

        if (options.Queue is { } queue)
        {
            yield return $"Queue = {SymbolDisplay.FormatLiteral(queue, quote: true)}";
        }

        if (options.Priority != 0)
        {
            yield return $"Priority = {options.Priority.ToString("R", CultureInfo.InvariantCulture)}d";
        }

        if (options.Aliases.Count > 0)
        {
            yield return $"Aliases = [{string.Join(", ", options.Aliases.Select(a => SymbolDisplay.FormatLiteral(a, quote: true)))}]";
        }
    }

    /// <summary>The part of the backoff that a number sets, or null when it is none of it.</summary>
    private static string? Backoff(NumberModel number) => number.Name switch
    {
        "RetryDelay" => $"First = {Seconds(number.Value)}",
        "RetryFactor" => $"Factor = {Number(number.Value)}",
        "LongestRetryDelay" => $"Longest = {Seconds(number.Value)}",
        "RetryJitter" => $"Jitter = {Number(number.Value)}",
        _ => null,
    };

    private static string Seconds(double value) => $"global::System.TimeSpan.FromSeconds({Number(value)})";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "d";
}
