using Pynenc.Backend;
using Pynenc.Running;

namespace Pynenc.App;

public sealed class ConfigurationTests
{
    [Fact]
    public void Every_problem_stands_in_one_message()
    {
        var error = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o
            .AppId("Not OK")
            .Configure(options =>
            {
                options.Lease = TimeSpan.FromMilliseconds(1);
                options.MaxRecoveries = -1;
                options.MaxPayloadBytes = 0;
            })));
        string[] expected = ["App id 'Not OK'", "Lease is", "MaxRecoveries is -1", "MaxPayloadBytes is 0", "No broker", "No state backend"];
        Assert.All(expected, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Equal(7, error.Problems.Count);
    }

    [Fact]
    public void Without_a_backend_the_line_to_add_is_named()
    {
        var error = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o.AppId("shop")));
        Assert.Contains("o.UseMemory()", error.Message, StringComparison.Ordinal);
        Assert.Contains("o.UseSQLite(\"app.db\")", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heartbeat_longer_than_half_the_lease_is_refused()
    {
        var error = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o
            .UseMemory().Configure(options => options.HeartbeatInterval = TimeSpan.FromSeconds(20))));
        Assert.Contains("at most half of Lease", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_of_the_retention_is_told_at_once()
    {
        var error = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o.UseMemory().Configure(options => options.Retention = new RetentionOptions
        {
            Success = TimeSpan.Zero,
            Failed = TimeSpan.FromDays(3651),
            Cancelled = TimeSpan.FromSeconds(-1),
            Poisoned = null,
            UnusedContent = TimeSpan.FromSeconds(59),
        })));
        Assert.Equal(4, error.Problems.Count);
        Assert.Contains("Retention.Success is 00:00:00; it must be 00:01:00 to 3,650 days, or null for ever.", error.Problems);
    }

    [Fact]
    public void Every_default_is_pinned()
    {
        var options = new PynencOptions();
        Assert.Equal(TimeSpan.FromSeconds(30), options.Lease);
        Assert.Equal(TimeSpan.FromSeconds(10), options.HeartbeatInterval);
        Assert.Equal(TimeSpan.FromMilliseconds(100), options.QueueTimeout);
        Assert.Equal(5, options.MaxRecoveries);
        Assert.Equal(1 << 20, options.MaxPayloadBytes);
        Assert.Equal(TimeSpan.FromSeconds(5), options.RouteGrace);
        Assert.Equal(TimeSpan.FromSeconds(2), options.SafetyPollInterval);
        Assert.Equal(
            [7, 30, 30, 30, 1d / 24],
            new[] { options.Retention.Success, options.Retention.Failed, options.Retention.Cancelled, options.Retention.Poisoned, options.Retention.UnusedContent }.Select(age => age!.Value.TotalDays));
        Assert.Empty(options.Problems());
        var runner = new ThreadRunnerOptions();
        Assert.Equal(16, runner.Slots);
        Assert.Equal(1024, runner.MaxPrefetch);
        Assert.Equal(TimeSpan.FromSeconds(30), runner.DrainTimeout);
        Assert.Empty(runner.Queues);
    }

    [Fact]
    public async Task Options_changed_after_the_start_have_no_effect()
    {
        PynencOptions? kept = null;
        await using var app = PynencApp.Create(o => o.UseMemory().Configure(options => kept = options));
        kept!.MaxRecoveries = 99;
        kept.Retention.Success = TimeSpan.FromMinutes(5);
        Assert.Equal(5, app.Options.MaxRecoveries);
        Assert.Equal(TimeSpan.FromDays(7), app.Options.Retention.Success);
    }

    [Fact]
    public async Task A_runner_with_wrong_options_does_not_start_and_names_them_all()
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        var error = await Assert.ThrowsAsync<PynencConfigurationException>(async () => await app.StartThreadRunnerAsync(o =>
        {
            o.Slots = 0;
            o.MaxPrefetch = -1;
            o.DrainTimeout = TimeSpan.FromSeconds(-1);
            o.Queues = ["no such name"];
        }));
        Assert.Equal(4, error.Problems.Count);
    }

    [Fact]
    public async Task Memory_with_a_runner_of_other_processes_fails_at_start_and_names_the_fix()
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        var error = Assert.Throws<PynencConfigurationException>(() => new OtherProcessRunner(app));
        Assert.Contains("MemBroker", error.Message, StringComparison.Ordinal);
        Assert.Contains("StartThreadRunnerAsync", error.Message, StringComparison.Ordinal);
        Assert.Contains("UseSQLite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_application_refuses_calls_and_may_be_disposed_again()
    {
        var app = PynencApp.Create(o => o.UseMemory());
        TaskHandle<ValueTuple, int> one = app.Task("one", () => 1);
        await app.DisposeAsync();
        await app.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await one.CallAsync());
    }

    private sealed class OtherProcessRunner(PynencApp app) : BaseRunner(app)
    {
        protected override bool RunsInOtherProcesses => true;

        public override ValueTask StartAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public override Task StopAsync() => Task.CompletedTask;
    }
}
