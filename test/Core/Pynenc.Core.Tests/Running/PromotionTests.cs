using System.Collections.Concurrent;
using Pynenc.Backend;
using Pynenc.Memory;

namespace Pynenc.Running;

/// <summary>What a body waits for is moved ahead: a hint that costs the wait nothing.</summary>
public sealed class PromotionTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_body_waits_for_is_promoted_once()
    {
        Recorder broker = await RunAsync(children: 3, _ => Task.CompletedTask);

        Assert.Equal(3, Assert.Single(broker.Promoted).Count);
    }

    [Fact]
    public async Task A_promotion_that_fails_or_never_ends_does_not_touch_the_wait()
    {
        await RunAsync(children: 1, _ => throw new BackendUnavailableException("The broker is away."));
        await RunAsync(children: 1, _ => new TaskCompletionSource().Task);
    }

    [Fact]
    public async Task A_group_of_more_than_a_thousand_is_not_promoted()
    {
        Assert.Single((await RunAsync(children: 1000, _ => Task.CompletedTask)).Promoted);
        Assert.Empty((await RunAsync(children: 1001, _ => Task.CompletedTask)).Promoted);
    }

    private static async Task<Recorder> RunAsync(int children, Func<IReadOnlyList<InvocationId>, Task> promote)
    {
        Recorder? broker = null;
        await using var app = PynencApp.Create(o => o.UseMemoryState().UseBroker(c => broker = new Recorder(c, promote)));
        TaskHandle<ValueTuple<int>, int> child = app.Task("child", (int x) => x);
        TaskHandle<ValueTuple, int> parent = app.Task("parent", async () => (await (await child.ParallelizeAsync(Enumerable.Range(0, children)))).Count);
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(o => { o.Slots = 1; o.MaxPrefetch = 0; }, Token);
        Assert.Equal(children, await (await parent.CallAsync(cancellationToken: Token)).ResultAsync(null, Token));
        return broker!;
    }

    private sealed class Recorder(BackendContext app, Func<IReadOnlyList<InvocationId>, Task> promote) : BaseBroker(app)
    {
        private readonly MemBroker _inner = new(app);

        public ConcurrentQueue<IReadOnlyList<InvocationId>> Promoted { get; } = new();

        public override BrokerCapabilities Capabilities { get; } = new() { Promotion = true, Push = true };

        protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken) =>
            _inner.RouteInvocationAsync(invocationId, cancellationToken);

        protected override ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken) =>
            _inner.RetrieveInvocationAsync(cancellationToken);

        protected override ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken) =>
            _inner.ReceiveAsync(request, cancellationToken);

        protected override ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
            _inner.AckAsync(deliveries, cancellationToken);

        protected override ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
            _inner.ReleaseAsync(deliveries, cancellationToken);

        protected override ValueTask PromoteCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken)
        {
            Promoted.Enqueue(invocationIds);
            return new ValueTask(promote(invocationIds));
        }

        protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) => _inner.CountInvocationsAsync(cancellationToken);

        protected override ValueTask PurgeCoreAsync(CancellationToken cancellationToken) => _inner.PurgeAsync(cancellationToken);
    }
}
