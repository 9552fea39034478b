using Pynenc.Backend;
using Pynenc.Memory;

namespace Pynenc.Running;

/// <summary>What happens when a broker or a store fails in the middle.</summary>
public sealed class FaultTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_accepted_although_its_routing_failed_and_runs_after_the_grace()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        FlakyBroker? broker = null;
        await using var app = PynencApp.Create(o => o.UseTime(clock).UseMemoryState().UseBroker(c => broker = new FlakyBroker(c)));
        TaskHandle<ValueTuple, int> one = app.Task("one", () => 1);
        broker!.FailNextRoutes = 1;
        Invocation<int> call = await one.CallAsync();
        Assert.Equal(InvocationStatus.Registered, await call.StatusAsync(Token));
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        Task<int> result = call.ResultAsync(null, Token).AsTask();
        while (!result.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(result, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token));
        }

        Assert.Equal(1, await result);
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_costs_no_result()
    {
        FlakyState? state = null;
        await using var app = PynencApp.Create(o => o.UseMemoryBroker().UseStateBackend(c => state = new FlakyState(c)));
        TaskHandle<ValueTuple<int>, int> echo = app.Task("echo", (int x) => x);
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        state!.Store.FailNextTransitions = 3;
        state.Store.FailNextClaims = 1;
        InvocationGroup<int> group = await echo.ParallelizeAsync(Enumerable.Range(0, 20), cancellationToken: Token);
        Assert.Equal(Enumerable.Range(0, 20), await group.AllAsync(Token));
        foreach (Invocation<int> invocation in group.Invocations)
        {
            Assert.Equal(1, (await invocation.HistoryAsync(Token)).Count(h => h.Status == InvocationStatus.Success));
        }
    }

    [Fact]
    public async Task A_write_that_took_effect_and_lost_its_answer_is_not_done_twice()
    {
        FlakyState? state = null;
        await using var app = PynencApp.Create(o => o.UseMemoryBroker().UseStateBackend(c => state = new FlakyState(c)));
        TaskHandle<ValueTuple, int> one = app.Task("one", () => 1);
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        state!.Store.LoseNextAnswers = 2;
        Invocation<int> call = await one.CallAsync(cancellationToken: Token);
        Assert.Equal(1, await call.ResultAsync(null, Token));
        await runner.StopAsync();
        Assert.Equal(
            [InvocationStatus.Registered, InvocationStatus.Pending, InvocationStatus.Running, InvocationStatus.Success],
            (await call.HistoryAsync(Token)).Select(h => h.Status));
    }

    [Fact]
    public async Task Bodies_that_block_their_threads_do_not_stop_the_heartbeat()
    {
        await using var app = PynencApp.Create(o => o.UseMemory().Configure(c =>
        {
            c.Lease = TimeSpan.FromSeconds(1);
            c.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        }));
        using var release = new ManualResetEventSlim();
        using var started = new CountdownEvent(64);
        TaskHandle<ValueTuple<int>, int> block = app.Task("block", (int x) => { started.Signal(); release.Wait(Token); return x; });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(o => { o.Slots = 64; o.MaxPrefetch = 0; }, Token);
        RunnerId before = runner.Self.Id;
        InvocationGroup<int> group = await block.ParallelizeAsync(Enumerable.Range(0, 64), cancellationToken: Token);
        await Task.Run(() => started.Wait(Token), Token);

        // Two leases pass in real time, measured by what the store sees of this runner and not by a sleep.
        long start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(2))
        {
            Assert.Empty(await app.State.Runners.ExpireAsync(Token));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        release.Set();
        Assert.Equal(64, (await group.AllAsync(Token)).Count);
        Assert.Equal(before, runner.Self.Id);
    }

    private sealed class FlakyBroker(BackendContext app) : BaseBroker(app)
    {
        private readonly MemBroker _inner = new(app);

        public int FailNextRoutes { get; set; }

        protected override async ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken)
        {
            if (FailNextRoutes-- > 0)
            {
                throw new BackendUnavailableException("The broker is away.");
            }

            await _inner.RouteInvocationAsync(invocationId, cancellationToken);
        }

        protected override ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken) =>
            _inner.RetrieveInvocationAsync(cancellationToken);

        protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) =>
            _inner.CountInvocationsAsync(cancellationToken);

        protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken) => _inner.PurgeAsync(cancellationToken);
    }

    private sealed class FlakyState : BaseStateBackend
    {
        private readonly MemStateBackend _inner;

        public FlakyState(BackendContext app)
            : base(app)
        {
            _inner = new MemStateBackend(app);
            Store = new FlakyStore(_inner.Invocations);
        }

        public FlakyStore Store { get; }

        public override InvocationStore Invocations => Store;

        public override RunnerStore Runners => _inner.Runners;

        public override SweepStore Sweeps => _inner.Sweeps;

        public override InvocationQueries Queries => _inner.Queries;

        public override ValueTask PurgeAsync(CancellationToken cancellationToken) => _inner.PurgeAsync(cancellationToken);
    }

    private sealed class FlakyStore(InvocationStore inner) : InvocationStore
    {
        public int FailNextTransitions { get; set; }

        public int FailNextClaims { get; set; }

        public int LoseNextAnswers { get; set; }

        protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(
            IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken) => inner.PublishAsync(records, cancellationToken);

        protected override ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
            inner.MarkRoutedAsync(routes, cancellationToken);

        protected override ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(ClaimRequest request, CancellationToken cancellationToken) =>
            FailNextClaims-- > 0 ? throw new BackendUnavailableException("The store is away.") : inner.ClaimAsync(request, cancellationToken);

        protected override async ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(
            IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken)
        {
            if (FailNextTransitions-- > 0)
            {
                throw new BackendUnavailableException("The store is away.");
            }

            IReadOnlyList<TransitionOutcome> outcomes = await inner.TransitionAsync(requests, cancellationToken);
            return LoseNextAnswers-- > 0 ? throw new BackendUnavailableException("The answer was lost.") : outcomes;
        }

        protected override ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken) =>
            inner.WaitAsync(request, cancellationToken);
    }
}
