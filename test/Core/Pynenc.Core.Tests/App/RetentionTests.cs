using Pynenc.Backend;
using Pynenc.Memory;
using Pynenc.Testing;

namespace Pynenc.App;

/// <summary>What has ended goes after its time, in bounded batches, and an idle store is left alone.</summary>
public sealed class RetentionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_runner_removes_what_is_older_and_keeps_what_is_kept_for_ever()
    {
        await using PynencTest test = await PynencTest.StartAsync(
            o => o.Configure(options =>
            {
                options.Retention.Success = TimeSpan.FromMinutes(10);
                options.Retention.Failed = null;
            }),
            cancellationToken: Token);
        Invocation<int> fine = await test.App.Task("fine", () => 1).CallAsync(cancellationToken: Token);
        Invocation<int> failed = await test.App.Task("fail", int () => throw new InvalidOperationException()).CallAsync(cancellationToken: Token);
        Assert.Equal(1, await test.ResultAsync(fine, Token));
        await Assert.ThrowsAsync<InvocationFailedException>(() => test.ResultAsync(failed, Token));

        while (await test.App.State.Queries.GetAsync(fine.Id, Token) is not null)
        {
            test.Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }

        Assert.Equal(InvocationStatus.Failed, await failed.StatusAsync(Token));
        Assert.DoesNotContain(await test.App.CountAsync(Token), c => c is { Status: InvocationStatus.Success, Count: > 0 });
    }

    [Fact]
    public async Task The_store_is_asked_at_most_once_a_minute_and_once_per_age()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var requests = new List<PruneRequest>();
        await using PynencApp app = OpenWatched(clock, requests, _ => 0);

        for (int i = 0; i < 61; i++)
        {
            await app.SweepAsync(Token);
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(3 * 2, requests.Count);
        Assert.Equal([InvocationStatus.Success], requests[0].Statuses);
        Assert.Equal(
            [InvocationStatus.ConcurrencyControlledFinal, InvocationStatus.Failed, InvocationStatus.Cancelled, InvocationStatus.Poisoned], requests[1].Statuses.Order());
        Assert.All(requests, r => Assert.Equal(500, r.Limit));
    }

    [Fact]
    public async Task A_great_many_go_in_bounded_batches_and_the_next_sweep_goes_on_at_once()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var requests = new List<PruneRequest>();
        int left = 12_345;
        await using PynencApp app = OpenWatched(clock, requests, request =>
        {
            int removed = request.Statuses.Contains(InvocationStatus.Success) ? Math.Min(left, request.Limit) : 0;
            left -= removed;
            return removed;
        });

        await app.SweepAsync(Token);
        Assert.Equal(2345, left);
        await app.SweepAsync(Token);
        Assert.Equal(0, left);
    }

    [Fact]
    public async Task A_store_that_removes_nothing_is_not_asked_and_says_so_to_operators()
    {
        var requests = new List<PruneRequest>();
        await using PynencApp app = OpenWatched(TimeProvider.System, requests, removal: null);

        await app.SweepAsync(Token);

        Assert.Empty(requests);
        await Assert.ThrowsAsync<CapabilityNotSupportedException>(async () => await app.DeleteAsync([InvocationId.New()], Token));
    }

    private static PynencApp OpenWatched(TimeProvider clock, List<PruneRequest> requests, Func<PruneRequest, int>? removal) =>
        PynencApp.Create(o => o.UseTime(clock).UseMemoryBroker().UseStateBackend(c => new WatchedState(c, requests, removal)));

    private sealed class WatchedState(BackendContext app, List<PruneRequest> requests, Func<PruneRequest, int>? removal) : BaseStateBackend(app)
    {
        private readonly MemStateBackend _inner = new(app);

        public override StateCapabilities Capabilities { get; } = new() { Removal = removal is not null };

        public override InvocationStore Invocations => _inner.Invocations;

        public override RunnerStore Runners => _inner.Runners;

        public override SweepStore Sweeps { get; } = removal is null ? new Unable() : new Watched(requests, removal);

        public override InvocationQueries Queries => _inner.Queries;

        public override ValueTask PurgeAsync(CancellationToken cancellationToken) => _inner.PurgeAsync(cancellationToken);
    }

    private class Unable : SweepStore
    {
        protected override ValueTask<IReadOnlyList<Orphan>> FindOrphansCoreAsync(int limit, CancellationToken cancellationToken) => new([]);

        protected override ValueTask<UnroutedPage> FindUnroutedCoreAsync(
            DateTimeOffset now, DateTimeOffset markedBefore, int limit, CancellationToken cancellationToken) => new(new UnroutedPage([], null));

        protected override ValueTask<IReadOnlyList<Route>> FindStalledCoreAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) => new([]);

        protected override ValueTask<IReadOnlyList<InvocationId>> FindParkedCoreAsync(
            IReadOnlyCollection<TaskId> tasks, string reasonPrefix, int limit, CancellationToken cancellationToken) => new([]);
    }

    private sealed class Watched(List<PruneRequest> requests, Func<PruneRequest, int> removal) : Unable
    {
        protected override ValueTask<int> PruneCoreAsync(PruneRequest request, CancellationToken cancellationToken)
        {
            requests.Add(request);
            return new(removal(request));
        }
    }
}
