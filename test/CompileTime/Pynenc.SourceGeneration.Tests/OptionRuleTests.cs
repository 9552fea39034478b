using System.Globalization;
using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Harness;

namespace Pynenc.SourceGeneration;

/// <summary>The rules of the runtime about ids, queues and numbers, applied while compiling.</summary>
public sealed class OptionRuleTests
{
    private static readonly string LongId = new('a', 256);
    private static readonly string LongQueue = new('q', 64);

    public static TheoryData<string, string, string> Broken => new()
    {
        { "PYN008", "Id = \"\"", "Task id is empty" },
        { "PYN008", "Id = \"with space\"", "has ' ' at position 4" },
        { "PYN008", "Id = \".dot\"", "has '.' at position 0" },
        { "PYN008", $"Id = \"{LongId}\"", "has 256 characters; the limit is 255" },
        { "PYN008", "Aliases = [\"fine\", \"not/fine\"]", "Alias 'not/fine' has '/' at position 3" },
        { "PYN008", "Aliases = [null!]", "Alias is empty" },
        { "PYN009", "Queue = \"\"", "Queue name is empty" },
        { "PYN009", "Queue = \"Slow\"", "has 'S' at position 0" },
        { "PYN009", "Queue = \"-slow\"", "has '-' at position 0" },
        { "PYN009", $"Queue = \"{LongQueue}\"", "has 64 characters; the limit is 63" },
        { "PYN010", "MaxRetries = -1", "MaxRetries is -1; it must be 0 to 1000" },
        { "PYN010", "MaxRetries = 1001", "MaxRetries is 1001" },
        { "PYN011", "Priority = 100.5", "Priority is 100.5; it must be -100 to 100" },
        { "PYN011", "Priority = double.NaN", "Priority is NaN" },
        { "PYN012", "RetryFor = [typeof(string)]", "names 'string', which is not an exception" },
        { "PYN012", "RetryFor = [typeof(Hidden)]", "type 'Hidden' is private" },
        { "PYN012", "NeverRetryFor = [typeof(string)]", "NeverRetryFor names 'string', which is not an exception" },
        { "PYN017", "RetryDelay = -1", "RetryDelay is -1; it must be 0 to 31536000" },
        { "PYN017", "RetryFactor = 0.5", "RetryFactor is 0.5; it must be 1 to 100" },
        { "PYN017", "RetryJitter = 1.5", "RetryJitter is 1.5; it must be 0 to 1" },
        { "PYN017", "Timeout = -5", "Timeout is -5; it must be 0.001 to 31536000" },
        { "PYN017", "ExpiresAfter = double.NaN", "ExpiresAfter is NaN" },
        { "PYN017", "RatePeriod = 86401", "RatePeriod is 86401; it must be 0.001 to 86400" },
        { "PYN017", "CacheResultFor = -1", "CacheResultFor is -1; it must be 0.001 to 31536000" },
        { "PYN018", "RunningLimit = 0", "RunningLimit is 0; it must be 1 to 1000000" },
        { "PYN018", "RunningLimit = 1000001", "RunningLimit is 1000001" },
        { "PYN018", "RateLimit = -1", "RateLimit is -1; it must be 0 to 10000" },
        { "PYN018", "RateLimit = 10001", "RateLimit is 10001" },
        { "PYN019", "KeyArguments = [\"acount\"]", "KeyArguments names 'acount', which is no argument of it. It has: account, amount." },
        { "PYN019", "FairBy = [\"ct\"]", "FairBy names 'ct', which is no argument" },
        { "PYN019", "CacheIgnores = [null!]", "CacheIgnores names '', which is no argument" },
        { "PYN020", "RunningConcurrency = ConcurrencyMode.Keys", "RunningConcurrency is ConcurrencyMode.Keys, and KeyArguments is empty" },
        { "PYN020", "RegistrationConcurrency = ConcurrencyMode.Keys", "RegistrationConcurrency is ConcurrencyMode.Keys" },
        { "PYN020", "RateLimit = 1, RateMode = ConcurrencyMode.Keys", "RateMode is ConcurrencyMode.Keys" },
        { "PYN021", "CacheResultFor = 1, RegistrationConcurrency = ConcurrencyMode.Task", "Both CacheResultFor and RegistrationConcurrency" },
        { "PYN021", "RateLimit = 5, RateMode = ConcurrencyMode.Disabled", "RateMode is Disabled and RateLimit is 5" },
        { "PYN022", "RunningConcurrency = (ConcurrencyMode)7", "RunningConcurrency is 7, which is no ConcurrencyMode. Use one of its names: Disabled, Task, Arguments, Keys." },
        { "PYN022", "WhenBlocked = (BlockedAction)(-1)", "WhenBlocked is -1, which is no BlockedAction" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_constant_the_runtime_would_refuse_is_refused_here(string id, string argument, string seen)
    {
        Diagnostic problem = Assert.Single(Run(argument).Result.Diagnostics);

        Assert.Equal(id, problem.Id);
        Assert.Contains(seen, problem.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Id = \"ä1._-+Z\"")]
    [InlineData("Aliases = []")]
    [InlineData("Aliases = [\"Shop.Outer+Inner.Old\"]")]
    [InlineData("Queue = \"0.a_b-c\"")]
    [InlineData("MaxRetries = 1000")]
    [InlineData("Priority = -100")]
    [InlineData("Priority = 100")]
    [InlineData("RetryFor = [typeof(Exception), typeof(Open)]")]
    [InlineData("NeverRetryFor = [typeof(Open)]")]
    [InlineData("RetryDelay = 0.5, RetryFactor = 100, LongestRetryDelay = 0, RetryJitter = 1")]
    [InlineData("Timeout = 0.001, TotalTimeout = 31536000, ExpiresAfter = 60")]
    [InlineData("RunningLimit = 1000000, RateLimit = 10000, RatePeriod = 86400")]
    [InlineData("RateMode = ConcurrencyMode.Keys")]
    [InlineData("RateMode = ConcurrencyMode.Disabled")]
    [InlineData("KeyArguments = [\"account\", \"amount\"], RunningConcurrency = ConcurrencyMode.Keys")]
    [InlineData("CacheResultFor = 0, RegistrationConcurrency = ConcurrencyMode.Task")]
    [InlineData("CacheResultFor = 0.001, RegistrationConcurrency = ConcurrencyMode.Disabled, CacheIgnores = [\"amount\"]")]
    public void A_constant_at_the_edge_of_its_range_is_accepted(string argument) => Run(argument).AssertClean();

    [Fact]
    public void A_default_id_that_begins_with_an_underscore_asks_for_an_id()
    {
        Diagnostic problem = Assert.Single(Generated.From("public static class _Jobs { [PynencTask] public static void Run() { } }").Result.Diagnostics);

        Assert.Equal("PYN008", problem.Id);
    }

    [Fact]
    public void Every_problem_of_a_method_is_told_at_once() =>
        Assert.Equal(["PYN009", "PYN010", "PYN011"], Run("Queue = \"NO\", MaxRetries = -1, Priority = 101").Ids.Order(StringComparer.Ordinal));

    private static Generated Run(string argument) => Generated.From($$"""
        namespace Shop;
        public static class Jobs
        {
            private sealed class Hidden : Exception;
            public class Open : Exception;
            [PynencTask({{argument}})] public static void Run(string account, decimal amount, CancellationToken ct) { }
        }
        """);
}
