using System.Text.RegularExpressions;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>A generated failure can be played again, and is told as shortly as it can be.</summary>
[Collection(nameof(KitCollection))]
public sealed partial class SeedTests
{
    [Theory]
    [InlineData("last in first out", "Whatever is asked of it in whatever order, a broker does as a simple list would", 4)]
    [InlineData("returns leased ids too early", "Whatever is asked of it in whatever order, a broker does as a simple list would", 5)]
    [InlineData("applies half a path", "Whatever is asked of it in whatever order, a state backend follows the rules", 4)]
    [InlineData("misses cycles", "Whatever is asked of it in whatever order, a state backend follows the rules", 8)]
    public async Task A_failure_tells_its_seed_and_its_shortest_history(string fault, string name, int most)
    {
        Match first = await FailureAsync(fault, name, most);

        Environment.SetEnvironmentVariable("PYNENC_SEED", first.Groups["seed"].Value);
        try
        {
            // The same sequence; which of its shortest histories is told may depend on what the broker is free to choose.
            Match again = await FailureAsync(fault, name, most);
            Assert.Equal(first.Groups["seed"].Value, again.Groups["seed"].Value);
            Assert.Equal(first.Groups["generated"].Value, again.Groups["generated"].Value);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PYNENC_SEED", null);
        }
    }

    private static async Task<Match> FailureAsync(string fault, string name, int most)
    {
        Fault found = BrokerFaults.All.Concat(StateFaults.All).First(f => f.Name == fault);
        var failure = await Assert.ThrowsAsync<ConformanceException>(
            () => ConformanceSuite.RunAsync(name, new BrokenUnderTest(found), TestContext.Current.CancellationToken));
        Match seed = Seed().Match(failure.Message);
        Assert.True(seed.Success, failure.Message);
        int steps = int.Parse(seed.Groups["steps"].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(steps <= most, $"{steps} steps are more than {most}:\n{failure.Message}");
        return seed;
    }

    [GeneratedRegex(@"seed (?<seed>\S+) \(PYNENC_SEED=\k<seed> plays it again\); the shortest history, (?<steps>\d+) of (?<generated>\d+) steps:\s+1\. ")]
    private static partial Regex Seed();
}
