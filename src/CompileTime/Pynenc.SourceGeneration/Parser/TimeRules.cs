using System.Globalization;
using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>The numbers of retries, time-outs and periods, with the ranges the runtime has for them.</summary>
internal static class TimeRules
{
    private const double Year = 365 * 86_400d;

    /// <summary>What each is by default, and the smallest and largest it may be otherwise.</summary>
    private static readonly (string Name, double Default, double Least, double Most)[] Rules =
    [
        ("RetryDelay", 0, 0, Year),
        ("RetryFactor", 1, 1, 100),
        ("LongestRetryDelay", 86_400, 0, Year),
        ("RetryJitter", 0, 0, 1),
        ("Timeout", 0, 0.001, Year),
        ("TotalTimeout", 0, 0.001, Year),
        ("ExpiresAfter", 0, 0.001, Year),
        ("RatePeriod", 1, 0.001, 86_400),
        ("CacheResultFor", 0, 0.001, Year),
    ];

    public static IEnumerable<NumberModel> Read(Dictionary<string, TypedConstant> given, Findings findings)
    {
        foreach ((string name, double usual, double least, double most) in Rules)
        {
            if (!given.TryGetValue(name, out TypedConstant constant) || constant.Value is not double value || value == usual)
            {
                continue;
            }

            if (value >= least && value <= most)
            {
                yield return new NumberModel(name, value);
            }
            else
            {
                findings.Add(Diagnostics.TimeOutOfRange, name, Text(value), Text(least), Text(most));
            }
        }
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
