using System.Collections.Concurrent;
using Pynenc.Memory;
using Pynenc.Testing;

namespace Pynenc.Running;

/// <summary>Work that ages: what waits comes before newer work that is more urgent, after the time that was set.</summary>
public sealed class AgeingTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "urgent, old")]
    [InlineData(60, "old, urgent")]
    [InlineData(240, "urgent, old")]
    public async Task What_waits_longer_than_the_period_comes_before_new_work_that_is_one_more_urgent(int? seconds, string expected)
    {
        await using var line = new Line(seconds is { } s ? TimeSpan.FromSeconds(s) : null);

        await line.AddAsync("old");
        line.Clock.Advance(TimeSpan.FromSeconds(90));
        await line.AddAsync("urgent", new CallOptions { Priority = 1 });

        Assert.Equal(expected, await line.RunAsync());
    }

    [Fact]
    public async Task Among_work_of_one_age_the_order_is_as_without_ageing()
    {
        await using var line = new Line(TimeSpan.FromMinutes(1));

        await line.AddAsync("a");
        await line.AddAsync("b", new CallOptions { Priority = 0.5 });
        await line.AddAsync("c");

        Assert.Equal("b, a, c", await line.RunAsync());
    }

    [Fact]
    public async Task Work_with_a_start_ages_from_its_start()
    {
        await using var line = new Line(TimeSpan.FromMinutes(1));

        await line.AddAsync("later", new CallOptions { Delay = TimeSpan.FromHours(1) });
        line.Clock.Advance(TimeSpan.FromMinutes(30));
        await line.AddAsync("now");
        line.Clock.Advance(TimeSpan.FromMinutes(31));

        Assert.Equal("now, later", await line.RunAsync());
    }

    [Fact]
    public void A_broker_that_cannot_order_by_age_is_refused_where_the_application_is_built()
    {
        var refused = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o
            .UseMemory().UseBroker(context => new CustomBroker.ListBroker(context)).Configure(c => c.Ageing = TimeSpan.FromMinutes(1))));

        Assert.Contains("Ageing is 00:01:00, and ListBroker cannot put work in order by its age", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_period_out_of_range_is_refused()
    {
        var refused = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o.UseMemory().Configure(c => c.Ageing = TimeSpan.Zero)));

        Assert.Contains("Ageing is 00:00:00; it must be 00:00:01 to 30.00:00:00.", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Calls that are queued first, then run one after the other.</summary>
    private sealed class Line(TimeSpan? ageing) : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _ran = new();
        private readonly List<Invocation<int>> _calls = [];
        private PynencApp? _app;

        public Microsoft.Extensions.Time.Testing.FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

        private PynencApp App => _app ??= PynencApp.Create(o => o.UseMemory().UseTime(Clock).Configure(c => c.Ageing = ageing));

        private TaskHandle<ValueTuple<string>, int>? Work { get; set; }

        public async Task AddAsync(string name, CallOptions? options = null)
        {
            Work ??= App.Task("work", (string which) => { _ran.Enqueue(which); return 1; });
            _calls.Add(await Work.CallAsync(name, options, Token));
        }

        public async Task<string> RunAsync()
        {
            await using ThreadRunner runner = await App.StartThreadRunnerAsync(o => { o.Slots = 1; o.MaxPrefetch = 0; }, Token);
            await App.Group(_calls).AllAsync(Token);
            return string.Join(", ", _ran);
        }

        public async ValueTask DisposeAsync()
        {
            if (_app is not null)
            {
                await _app.DisposeAsync();
            }
        }
    }
}
