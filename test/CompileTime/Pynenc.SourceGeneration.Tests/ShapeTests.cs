using Pynenc.SourceGeneration.Harness;

namespace Pynenc.SourceGeneration;

/// <summary>The whole text of each shape, and that it compiles without a warning.</summary>
public sealed class ShapeTests
{
    [Fact]
    public void Every_way_to_return_gets_the_cheapest_body_that_is_right() => Check("Returns", """
        namespace Shop;
        /// <summary>Jobs.</summary>
        public static class Jobs
        {
            /// <summary>Adds.</summary>
            /// <param name="x">One.</param>
            [PynencTask] public static int Value(int x, int y) => x + y;
            [PynencTask] public static Task<int> TaskOfValueAsync(int x) => Task.FromResult(x);
            [PynencTask] public static ValueTask<string?> ValueTaskOfValue() => default;
            [PynencTask] public static Task OnlyTask() => Task.CompletedTask;
            [PynencTask] public static ValueTask OnlyValueTask() => default;
            [PynencTask] public static void Nothing(string text) { }
            [PynencTask] public static Task? MaybeTask() => null;
            [PynencTask] public static Task<int>? MaybeTaskOfValue() => null;
        }
        """);

    [Fact]
    public void Tokens_and_contexts_come_from_the_invocation_wherever_they_stand() => Check("Context", """
        namespace Shop;
        public static class Jobs
        {
            [PynencTask] public static async Task<int> Add(CancellationToken ct, int x, InvocationContext context, int y) { await Task.Yield(); return x + y; }
            [PynencTask] public static void OnlyToken(CancellationToken cancellationToken = default) { }
            [PynencTask] public static void Names(int callOptions, int cancellationToken, int context, int a, CancellationToken ct) { }
        }
        """);

    [Fact]
    public void Defaults_are_kept_for_callers_and_for_stored_arguments() => Check("Defaults", """"
        namespace Shop;
        public enum Colour : byte { Red, Green = 2 }
        public readonly record struct Size(int Width);
        public static class Jobs
        {
            [PynencTask] public static void Texts(string plain = "a\"b\\\n\u2028", char c = '\'', string? none = null, string empty = "") { }
            [PynencTask] public static void Numbers(float f = 1.5f, double d = 0.1, decimal m = 1.50m, long l = long.MinValue, ulong u = 5, byte b = 7, int i = int.MinValue) { }
            [PynencTask] public static void Odd(double nan = double.NaN, float infinite = float.NegativeInfinity, double big = 1E+20) { }
            [PynencTask] public static void Structs(Colour colour = Colour.Green, Colour? maybe = Colour.Red, Size size = default, int? number = null, int? five = 5, TimeSpan span = default, bool yes = true) { }
            [PynencTask] public static void Rest(int x = 1, params int[] rest) { }
        #nullable disable
            [PynencTask] public static void Oblivious(string text = null, List<string> list = null) { }
        #nullable enable
        }
        """");

    [Fact]
    public void Options_are_written_only_where_they_differ_from_the_default() => Check("Options", """
        namespace Shop;
        public static class Jobs
        {
            [PynencTask(Id = "bill", Aliases = ["Shop.Old.Bill", "old-bill"], MaxRetries = 3, RetryFor = [typeof(System.IO.IOException), typeof(TimeoutException)], NeverRetryFor = [typeof(ArgumentException)], RetryDelay = 0.5, RetryFactor = 2, LongestRetryDelay = 60, RetryJitter = 0.2, Timeout = 30, TotalTimeout = 300, ExpiresAfter = 3600, Queue = "slow.1", Priority = -2.5)]
            public static void Bill() { }
            [PynencTask(MaxRetries = 0, Queue = "default", Priority = 0)] public static void Plain() { }
        }
        """);

    [Fact]
    public void Limits_are_written_only_where_they_differ_from_the_default() => Check("Limits", """
        namespace Shop;
        public static class Jobs
        {
            [PynencTask(Id = "bill", RunningConcurrency = ConcurrencyMode.Keys, RunningLimit = 3, WhenBlocked = BlockedAction.End, RegistrationConcurrency = ConcurrencyMode.Arguments, UniqueUntil = UniqueUntil.Ended, OnDifferentArguments = DifferentArguments.Throw, KeyArguments = ["account", nameof(@class)], RateLimit = 100, RatePeriod = 60, RateMode = ConcurrencyMode.Keys, FairBy = ["account"])]
            public static void Bill(string account, string @class, CancellationToken ct) { }
            [PynencTask(CacheResultFor = 0.5, CacheIgnores = ["trace"])]
            public static int Rate(string currency, string trace) => 1;
            [PynencTask(RunningConcurrency = ConcurrencyMode.Disabled, RunningLimit = 1, WhenBlocked = BlockedAction.Wait, RegistrationConcurrency = ConcurrencyMode.Disabled, UniqueUntil = UniqueUntil.Claimed, OnDifferentArguments = DifferentArguments.Reuse, KeyArguments = [], RateLimit = 0, RatePeriod = 1, RateMode = ConcurrencyMode.Task, FairBy = [], CacheResultFor = 0, CacheIgnores = [])]
            public static void Plain() { }
        }
        """);

    [Fact]
    public void An_instance_comes_from_the_services_or_is_made() => Check("Instances", """
        namespace Shop;
        public interface ISmtp;
        public interface ILog;
        public class Plain { [PynencTask] public int Run(int x) => x; }
        public sealed class Mailer(ISmtp smtp, PynencApp app, InvocationContext context, CancellationToken token, IServiceProvider services, ILog? log = null, int size = 3)
        {
            [PynencTask] public async Task SendAsync(string to, CancellationToken ct) { _ = (smtp, app, context, token, services, log, size); await Task.Yield(); }
        }
        public sealed class TwoWays
        {
            public TwoWays() { }
            public TwoWays(ISmtp smtp) { _ = smtp; }
            [PynencTask] public void Run() { }
        }
        public sealed class Closing : IDisposable { public void Dispose() { } [PynencTask] public void Run() { } }
        public sealed class Needy { public required string Name { get; init; } [PynencTask] public void Run() { } }
        """);

    [Fact]
    public void Nested_classes_and_the_global_namespace_get_names_of_their_own() => Check("Places", """
        [System.Diagnostics.CodeAnalysis.SuppressMessage("", "")]
        public static class Loose { [PynencTask] public static void Run() { } }
        namespace Shop
        {
            public static class Jobs { [PynencTask] public static void Run() { } }
            public static class Outer
            {
                public static class Inner { [PynencTask] public static void Run() { } }
                internal static class Hidden { [PynencTask] public static void Run() { } }
            }
        }
        namespace Shop.@event
        {
            public static class Jobs { [PynencTask] public static void Run() { } }
            public static class @class { [PynencTask] public static void @return(int @new, int @int) { } }
        }
        """);

    [Fact]
    public void What_only_the_assembly_can_name_stays_internal() => Check("Access", """
        namespace Shop;
        internal sealed record Secret(int X);
        public static class Mixed
        {
            [PynencTask] public static void Open() { }
            [PynencTask] internal static void Method() { }
            [PynencTask] internal static List<Secret[]> Types((Secret, int) pair) => [];
        }
        public class Base { [PynencTask] protected internal static void Shared() { } }
        """);

    [Fact]
    public void Rich_types_keep_their_nullability_and_names() => Check("Types", """
        namespace Shop;
        public static partial class Jobs
        {
            [PynencTask] public static partial int Part(int field, string value = "declared");
            public static partial int Part(int field, string value) => field;
            [PynencTask] public static void Extension(this string text) { }
            [PynencTask] public static Task<Dictionary<string, List<string?>?>> Deep(string?[]? texts, (int left, string? right) pair, Dictionary<string, int[]> map) => null!;
            [PynencTask] public static (int sum, string name)? Tuple(object? any, dynamic loose, Guid id) => null;
            [PynencTask] public static void Eight(int a1, int a2, int a3, int a4, int a5, int a6, int a7, string? a8, CancellationToken ct) { }
            [PynencTask] public static void TupleNames(int Item2, int Item1, int Rest, int ToString, int Item5) { }
            [PynencTask] public static new void Equals(object a) { }
            [PynencTask] public static void Finalize(int x) { }
            [Obsolete("old")] [PynencTask] public static void Old() { }
        }
        """);

    private static void Check(string name, string source) => Golden.Matches(Generated.From(source).AssertClean().AllText(), name);
}
