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

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    public async Task A_wait_that_the_store_does_not_answer_costs_the_waiter_nothing(int failures, int lostAnswers)
    {
        FlakyState? state = null;
        await using var app = PynencApp.Create(o => o.UseMemoryBroker().UseStateBackend(c => state = new FlakyState(c)));
        var release = new TaskCompletionSource();
        TaskHandle<ValueTuple, int> child = app.Task("child", async () => { await release.Task; return 1; });
        TaskHandle<ValueTuple, int> parent = app.Task("parent", async () => await await child.CallAsync() + 1);
        state!.Store.FailNextWaits = failures;
        state.Store.LoseNextWaitAnswers = lostAnswers;
        state.Store.OnWait = () => release.TrySetResult();
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        Invocation<int> call = await parent.CallAsync(cancellationToken: Token);
        Assert.Equal(2, await call.ResultAsync(TimeSpan.FromSeconds(20), Token));
        await runner.StopAsync();
        Assert.Equal(
            [InvocationStatus.Registered, InvocationStatus.Pending, InvocationStatus.Running, InvocationStatus.Paused, InvocationStatus.Resumed, InvocationStatus.Success],
            (await call.HistoryAsync(Token)).Select(h => h.Status));
    }

    [Fact]
    public async Task A_wait_that_was_stored_without_an_answer_ends_although_the_awaited_has_settled_meanwhile()
    {
        FlakyState? state = null;
        await using var app = PynencApp.Create(o => o.UseMemoryBroker().UseStateBackend(c => state = new FlakyState(c)));
        var release = new TaskCompletionSource();
        Invocation<int>? awaited = null;
        TaskHandle<ValueTuple, int> child = app.Task("child", async () => { await release.Task; return 1; });
        TaskHandle<ValueTuple, int> parent = app.Task("parent", async () => await (awaited = await child.CallAsync()) + 1);
        state!.Store.LoseNextWaitAnswers = 1;
        state.Store.AfterLostWait = async () =>
        {
            release.SetResult();
            while (!(await app.State.Queries.GetAsync(awaited!.Id, Token))!.Status.IsSettled())
            {
                await Task.Yield();
            }
        };
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        Invocation<int> call = await parent.CallAsync(cancellationToken: Token);
        Assert.Equal(2, await call.ResultAsync(TimeSpan.FromSeconds(20), Token));
    }

    [Fact]
    public async Task A_claim_whose_body_is_forgotten_in_the_middle_is_given_back_and_runs_again()
    {
        await using var app = PynencApp.Create(o => o.UseMemory().Configure(c =>
        {
            c.Lease = TimeSpan.FromMinutes(1);
            c.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        }));
        TaskHandle<ValueTuple, int> odd = app.Task("odd", async () =>
        {
            InvocationContext context = InvocationContext.Current!;
            if (context.Attempt == 1)
            {
                // The store says paused and this runner knows nothing of it: the end of the body is refused.
                await ((Execution)context.Execution).FlushAsync();
                await app.State.Invocations.WaitAsync(new WaitRequest(context.InvocationId, context.Claimed.Fence, [], KeepEarlier: true, app.Time.GetUtcNow()), Token);
            }

            return context.Attempt;
        });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);
        Assert.Equal(2, await (await odd.CallAsync(cancellationToken: Token)).ResultAsync(TimeSpan.FromSeconds(20), Token));
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

        public int FailNextWaits { get; set; }

        public int LoseNextWaitAnswers { get; set; }

        /// <summary>Called when a wait is answered.</summary>
        public Action OnWait { get; set; } = () => { };

        /// <summary>Called between the effect of a wait and the loss of its answer.</summary>
        public Func<Task> AfterLostWait { get; set; } = () => Task.CompletedTask;

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

        protected override async ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken)
        {
            if (FailNextWaits-- > 0)
            {
                throw new BackendUnavailableException("The store is away.");
            }

            WaitOutcome outcome = await inner.WaitAsync(request, cancellationToken);
            if (LoseNextWaitAnswers-- > 0)
            {
                await AfterLostWait();
                throw new BackendUnavailableException("The answer was lost.");
            }

            OnWait();
            return outcome;
        }
    }
}
