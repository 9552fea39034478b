using System.Collections.Concurrent;
using Pynenc.Backend;
using Pynenc.Memory;

namespace Pynenc.Orchestration;

/// <summary>What of a publish is waited for, and what goes on beside it, when queue and state are two stores.</summary>
public sealed class PublishInTurnTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_returns_when_its_id_is_routed_whether_the_store_knows_or_not()
    {
        var stores = new Stores { MarkGate = Gate() };
        await using PynencApp app = Create(stores);

        await app.Task("work", (int x) => x).CallAsync(1, cancellationToken: Token);

        Assert.Single(stores.Routed);
        await stores.MarkAsked.Task.WaitAsync(Token);
        Assert.Empty(stores.Marked);
        stores.MarkGate.SetResult();
    }

    [Fact]
    public async Task Closing_waits_until_the_store_knows_what_was_routed()
    {
        var stores = new Stores { MarkGate = Gate() };
        PynencApp app = Create(stores);
        await app.Task("work", (int x) => x).CallAsync(1, cancellationToken: Token);

        Task closing = app.DisposeAsync().AsTask();

        Assert.False(closing.IsCompleted);
        stores.MarkGate.SetResult();
        await closing.WaitAsync(Token);
        Assert.Single(stores.Marked);
    }

    [Fact]
    public async Task What_gathers_while_the_store_is_told_is_told_in_one_step()
    {
        var stores = new Stores { MarkGate = Gate() };
        await using PynencApp app = Create(stores);
        TaskHandle<ValueTuple<int>, int> work = app.Task("work", (int x) => x);
        await work.CallAsync(0, cancellationToken: Token);
        await stores.MarkAsked.Task.WaitAsync(Token);
        for (int i = 1; i <= 20; i++)
        {
            await work.CallAsync(i, cancellationToken: Token);
        }

        stores.MarkGate.SetResult();
        await app.Orchestrator.FlushAsync().WaitAsync(Token);

        Assert.Equal([1, 20], stores.Marked.Select(lot => lot.Count));
    }

    [Fact]
    public async Task A_mark_that_is_lost_costs_a_second_delivery_and_no_second_run()
    {
        var stores = new Stores { FailMarks = true };
        await using PynencApp app = Create(stores, o => o.Configure(s => s.RouteGrace = TimeSpan.FromMilliseconds(100)));
        int runs = 0;
        Invocation<int> call = await app.Task("work", (int x) => { Interlocked.Increment(ref runs); return x; }).CallAsync(7, cancellationToken: Token);
        await app.Orchestrator.FlushAsync().WaitAsync(Token);
        stores.FailMarks = false;
        await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, Token);

        await app.SweepAsync(Token);
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(cancellationToken: Token);

        Assert.Equal(7, await call.ResultAsync(cancellationToken: Token));
        await runner.StopAsync();
        Assert.Equal(2, stores.Routed.Count);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task The_next_thousand_is_stored_while_the_last_is_on_its_way_and_the_order_stays()
    {
        var stores = new Stores { RouteGate = Gate() };
        await using PynencApp app = Create(stores);

        Task<InvocationGroup<int>> publishing = app.Task("work", (int x) => x)
            .ParallelizeAsync(Enumerable.Range(0, 3500).Select(i => ValueTuple.Create(i)), cancellationToken: Token).AsTask();
        await stores.StoredTwice.Task.WaitAsync(Token);

        Assert.Equal(2, stores.StoreCount);
        Assert.False(publishing.IsCompleted);
        stores.RouteGate.SetResult();
        InvocationGroup<int> group = await publishing.WaitAsync(Token);
        Assert.Equal(group.Invocations.Select(i => i.Id), stores.Routed);
    }

    [Fact]
    public async Task A_batch_that_is_stopped_half_way_has_routed_what_it_stored()
    {
        var stores = new Stores();
        await using PynencApp app = Create(stores);
        using var stop = new CancellationTokenSource();
        stores.OnStored = count => { if (count == 2) { stop.Cancel(); } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Task("work", (int x) => x)
            .ParallelizeAsync(Enumerable.Range(0, 5000).Select(i => ValueTuple.Create(i)), cancellationToken: stop.Token).AsTask());

        Assert.Equal(2000, stores.Routed.Count);
    }

    private static TaskCompletionSource Gate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static PynencApp Create(Stores stores, Action<PynencAppBuilder>? configure = null) => PynencApp.Create(o =>
    {
        o.UseBroker(app => new GatedBroker(app, stores)).UseStateBackend(app => new GatedState(app, stores));
        configure?.Invoke(o);
    });

    /// <summary>What the two stores were asked, and what holds them up.</summary>
    private sealed class Stores
    {
        public TaskCompletionSource? MarkGate { get; init; }

        public TaskCompletionSource? RouteGate { get; init; }

        public volatile bool FailMarks;

        public Action<int> OnStored { get; set; } = _ => { };

        public TaskCompletionSource MarkAsked { get; } = Gate();

        public TaskCompletionSource StoredTwice { get; } = Gate();

        public ConcurrentQueue<InvocationId> Routed { get; } = new();

        public ConcurrentQueue<IReadOnlyList<Route>> Marked { get; } = new();

        public int StoreCount;
    }

    private sealed class GatedBroker(BackendContext app, Stores stores) : BaseBroker(app)
    {
        private readonly ConcurrentQueue<InvocationId> _ids = new();

        protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken) =>
            RouteInvocationsCoreAsync([invocationId], cancellationToken);

        protected override async ValueTask RouteInvocationsCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken)
        {
            await (stores.RouteGate?.Task ?? Task.CompletedTask);
            foreach (InvocationId id in invocationIds)
            {
                stores.Routed.Enqueue(id);
                _ids.Enqueue(id);
            }
        }

        protected override ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken) =>
            new(_ids.TryDequeue(out InvocationId id) ? id : null);

        protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) => new(_ids.Count);

        protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken)
        {
            _ids.Clear();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class GatedState : BaseStateBackend
    {
        private readonly MemStateBackend _inner;

        public GatedState(BackendContext app, Stores stores)
            : base(app)
        {
            _inner = new MemStateBackend(app);
            Invocations = new GatedStore(_inner.Invocations, stores);
        }

        public override InvocationStore Invocations { get; }

        public override RunnerStore Runners => _inner.Runners;

        public override SweepStore Sweeps => _inner.Sweeps;

        public override InvocationQueries Queries => _inner.Queries;

        public override ValueTask PurgeAsync(CancellationToken cancellationToken) => _inner.PurgeAsync(cancellationToken);
    }

    private sealed class GatedStore(InvocationStore inner, Stores stores) : InvocationStore
    {
        protected override async ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<PublishOutcome> outcomes = await inner.PublishAsync(records, cancellationToken);
            int count = Interlocked.Increment(ref stores.StoreCount);
            stores.OnStored(count);
            if (count == 2)
            {
                stores.StoredTwice.SetResult();
            }

            return outcomes;
        }

        protected override async ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
        {
            stores.MarkAsked.TrySetResult();
            await (stores.MarkGate?.Task ?? Task.CompletedTask);
            if (stores.FailMarks)
            {
                throw new BackendUnavailableException("The store is away.");
            }

            await inner.MarkRoutedAsync(routes, cancellationToken);
            stores.Marked.Enqueue(routes);
        }

        protected override ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(ClaimRequest request, CancellationToken cancellationToken) =>
            inner.ClaimAsync(request, cancellationToken);

        protected override ValueTask<IReadOnlyList<TransitionOutcome>> TransitionCoreAsync(IReadOnlyList<TransitionRequest> requests, CancellationToken cancellationToken) =>
            inner.TransitionAsync(requests, cancellationToken);

        protected override ValueTask<WaitOutcome> WaitCoreAsync(WaitRequest request, CancellationToken cancellationToken) => inner.WaitAsync(request, cancellationToken);
    }
}
