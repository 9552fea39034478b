using Pynenc.Backend;

namespace Pynenc.Testing.Conformance;

/// <summary>What a case works with: a fresh application on the backend, more of them when it asks, and short words for the verbs.</summary>
public sealed class CaseContext : IAsyncDisposable
{
    private readonly BackendUnderTest _backend;
    private readonly List<IAsyncDisposable> _opened = [];
    private readonly string _appId = $"case-{Guid.CreateVersion7():N}";

    internal CaseContext(BackendUnderTest backend, CancellationToken cancellationToken)
    {
        _backend = backend;
        Token = cancellationToken;
        App = Open();
    }

    /// <summary>Stops the case when it takes too long.</summary>
    public CancellationToken Token { get; }

    /// <summary>The application of the case.</summary>
    public PynencApp App { get; }

    internal BaseBroker Broker => App.Broker;

    internal BaseStateBackend State => App.State;

    internal InvocationStore Store => App.State.Invocations;

    internal DateTimeOffset Now => _backend.Clock.GetUtcNow();

    internal BackendUnderTest Backend => _backend;

    /// <summary>Lets time pass.</summary>
    public ValueTask AdvanceAsync(TimeSpan time) => _backend.AdvanceAsync(time);

    /// <summary>Closes everything the case has opened, the youngest first.</summary>
    public async ValueTask DisposeAsync()
    {
        for (int i = _opened.Count - 1; i >= 0; i--)
        {
            await _opened[i].DisposeAsync().ConfigureAwait(false);
        }
    }

    internal PynencApp Open(Action<PynencAppBuilder>? configure = null, string? appId = null)
    {
        var app = PynencApp.Create(builder =>
        {
            builder.AppId(appId ?? _appId).UseTime(_backend.Clock);
            _backend.Configure(builder);
            configure?.Invoke(builder);
        });
        _opened.Add(app);
        return app;
    }

    /// <summary>Opens the store a second time under the same application, as another process would.</summary>
    internal async Task<PynencApp> OpenAgainAsync()
    {
        PynencApp app = Open();
        await app.InitializeAsync(Token).ConfigureAwait(false);
        return app;
    }

    /// <summary>Waits for what must come by itself soon; half of the limit of a case is enough for anything.</summary>
    internal async Task<T> SoonAsync<T>(Task<T> work, string expectation)
    {
        try
        {
            return await work.WaitAsync(_backend.CaseLimit / 2, TimeProvider.System, Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ConformanceException($"Expected that {expectation}; saw nothing for {(_backend.CaseLimit / 2).TotalSeconds:0.###} s.");
        }
    }

    internal async Task<ThreadRunner> StartRunnerAsync(PynencApp? app = null, Action<ThreadRunnerOptions>? configure = null)
    {
        ThreadRunner runner = await (app ?? App).StartThreadRunnerAsync(configure, Token).ConfigureAwait(false);
        _opened.Add(runner);
        return runner;
    }

    internal void Need(bool has, string capability)
    {
        if (!has)
        {
            throw new ConformanceSkipException($"{_backend.Name} does not declare {capability}.");
        }
    }

    internal bool IsPlainBroker => Broker.Capabilities is { Priority: false } or { NamedQueues: false } or { NotBefore: false };

    internal void NeedComposed()
    {
        if (App.IsColocated)
        {
            throw new ConformanceSkipException($"{_backend.Name} routes in the same step as it stores.");
        }
    }

    internal void NeedColocated()
    {
        if (!App.IsColocated)
        {
            throw new ConformanceSkipException($"{_backend.Name} routes after it has stored.");
        }
    }

    /// <summary>Waits for something that comes by itself. A broker that must be asked is given the time to ask.</summary>
    internal async Task DriveAsync(Task work)
    {
        while (!Broker.Capabilities.Push && !work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token)).ConfigureAwait(false);
            await AdvanceAsync(App.Options.QueueTimeout).ConfigureAwait(false);
        }

        await work.WaitAsync(Token).ConfigureAwait(false);
    }

    internal async Task<T> DriveAsync<T>(Task<T> work)
    {
        await DriveAsync((Task)work).ConfigureAwait(false);
        return await work.ConfigureAwait(false);
    }

    internal async Task PublishAndRouteAsync(IReadOnlyList<InvocationRecord> records)
    {
        await Store.PublishAsync(records, Token).ConfigureAwait(false);
        if (!App.IsColocated)
        {
            Route[] routes = [.. records.Select(r => new Route(r.Id, r.Queue, r.Priority, r.NotBefore, 1, r.Lane))];
            await Broker.RouteAsync(routes, Token).ConfigureAwait(false);
            await Store.MarkRoutedAsync(routes, Token).ConfigureAwait(false);
        }
    }

    internal async Task<RunnerId> RunnerAsync(TimeSpan? lease = null, PynencApp? app = null)
    {
        var info = new RunnerInfo(RunnerId.New(), "Case", "host", 1, 1, Now);
        await (app ?? App).State.Runners.RegisterAsync(info, lease ?? TimeSpan.FromMinutes(1), Token).ConfigureAwait(false);
        return info.Id;
    }

    internal InvocationRecord Record(string task = "case.task", string queue = "default", double priority = 0, DateTimeOffset? notBefore = null, InvocationId? parent = null)
    {
        var id = InvocationId.New();
        return new InvocationRecord
        {
            Id = id,
            Task = new TaskId(task),
            Arguments = "{\"x\":1}"u8.ToArray(),
            Queue = new QueueName(queue),
            Priority = priority,
            NotBefore = notBefore,
            Parent = parent,
            Workflow = parent ?? id,
            RegisteredAt = Now,
        };
    }

    internal async Task<InvocationId> PublishAsync(InvocationRecord? record = null)
    {
        record ??= Record();
        IReadOnlyList<PublishOutcome> outcomes = await Store.PublishAsync([record], Token).ConfigureAwait(false);
        Check.Sequence([new PublishOutcome(PublishResult.Published, record.Id)], outcomes, "publish");
        return record.Id;
    }

    internal async Task<ClaimOutcome> ClaimAsync(RunnerId runner, InvocationId id) =>
        (await Store.ClaimAsync(new ClaimRequest(runner, [id], Now), Token).ConfigureAwait(false))[0];

    internal async Task<Fence> ClaimedAsync(RunnerId runner, InvocationId id)
    {
        ClaimOutcome outcome = await ClaimAsync(runner, id).ConfigureAwait(false);
        Check.Equal(ClaimResult.Claimed, outcome.Result, "claim");
        return outcome.Claimed!.Fence;
    }

    internal async Task<TransitionOutcome> MoveAsync(InvocationId id, Fence? fence, params InvocationStatus[] path) =>
        (await Store.TransitionAsync([Request(id, fence, path)], Token).ConfigureAwait(false))[0];

    /// <summary>Moves as the engine does: what became free to run is routed.</summary>
    internal async Task MoveAndRouteAsync(InvocationId id, Fence fence, params InvocationStatus[] path)
    {
        TransitionOutcome outcome = await MoveAsync(id, fence, path).ConfigureAwait(false);
        Check.Equal(TransitionResult.Applied, outcome.Result, "move");
        if (outcome.Handed is { } handed)
        {
            await Broker.RouteAsync(handed, Token).ConfigureAwait(false);
            await Store.MarkRoutedAsync(handed, Token).ConfigureAwait(false);
        }
    }

    internal async Task MovedAsync(InvocationId id, Fence? fence, params InvocationStatus[] path) =>
        Check.Equal(TransitionResult.Applied, (await MoveAsync(id, fence, path).ConfigureAwait(false)).Result, $"{string.Join(" → ", path)}");

    internal TransitionRequest Request(InvocationId id, Fence? fence, params InvocationStatus[] path) => new()
    {
        Id = id,
        Fence = fence,
        By = fence?.Owner,
        Path = [.. path.Select(s => new StatusStep(s, Now))],
    };

    internal Task<WaitOutcome> WaitAsync(InvocationId waiter, Fence fence, params InvocationId[] waited) =>
        Store.WaitAsync(new WaitRequest(waiter, fence, waited, KeepEarlier: waited.Length == 0, Now), Token).AsTask();

    internal async Task<InvocationStatus> StatusAsync(InvocationId id) =>
        (await State.Queries.GetAsync(id, Token).ConfigureAwait(false))?.Status ?? throw new ConformanceException($"{id} is unknown.");

    internal async Task<InvocationStatus[]> HistoryAsync(InvocationId id) =>
        [.. (await State.Queries.GetHistoryAsync(id, Token).ConfigureAwait(false)).Select(h => h.Status)];

    internal async Task<long> CountAsync(InvocationStatus status) =>
        (await State.Queries.CountAsync(Token).ConfigureAwait(false)).Where(c => c.Status == status).Sum(c => c.Count);

    internal Task<IReadOnlyList<Delivery>> ReceiveAsync(int max = 10, params string[] queues) =>
        Broker.ReceiveAsync(new ReceiveRequest([.. queues.Select(q => new QueueName(q))], max, TimeSpan.FromSeconds(30), TimeSpan.Zero), Token).AsTask();

    /// <summary>Takes as a runner does: one step when co-located, receive and claim otherwise.</summary>
    internal async Task<IReadOnlyList<ClaimedInvocation>> TakeAsync(RunnerId runner, int max = 10, PynencApp? app = null) =>
        (await (app ?? App).TakeAsync(new TakeRequest(runner, [], max, TimeSpan.Zero), Token).ConfigureAwait(false)).Claimed;
}
