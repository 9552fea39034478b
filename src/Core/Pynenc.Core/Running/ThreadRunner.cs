using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using Pynenc.Running;

namespace Pynenc;

/// <summary>Runs bodies in this process: one fetch loop, N slots, one writer, one heartbeat.</summary>
/// <remarks>
/// Work is claimed in batches and what happened is stored in batches. A body that waits for an invocation frees its slot. A stop
/// drains: no new work, running bodies end within <see cref="ThreadRunnerOptions.DrainTimeout"/>, what is left goes back to the queue.
/// </remarks>
public sealed partial class ThreadRunner : BaseRunner
{
    private readonly ThreadRunnerOptions _options;
    private readonly QueueName[] _queues;
    private readonly QueueTurns? _turns;
    private readonly ILogger _logger;
    private readonly SlotPool _slots;
    private readonly TransitionWriter _writer;
    private readonly HeldExecutions _held = new();
    private readonly CancellationTokenSource _stopFetching = new();
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopHeartbeat = new();
    private readonly Lock _lifeCycle = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private Task? _fetching;
    private Task? _heartbeat;
    private Task? _sweeping;
    private Task? _stopping;
    private RunnerInfo _self;

    internal ThreadRunner(PynencApp app, ThreadRunnerOptions options)
        : base(app)
    {
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0)
        {
            throw new PynencConfigurationException(problems);
        }

        _options = options with { };
        _queues = [.. options.WeightedQueues.Select(q => q.Queue)];
        _turns = options.QueueWeights.Count > 0 ? new QueueTurns(options.WeightedQueues, options.Chance) : null;
        _logger = app.Logger;
        _slots = new SlotPool(options.Slots, OnSlotFree);
        _writer = new TransitionWriter(app.Orchestrator, app.Time, app.Logger, OnWritten);
        _self = NewLife();
    }

    /// <summary>This life of the runner; changes when a lease was lost.</summary>
    public RunnerInfo Self => Volatile.Read(ref _self);

    /// <summary>How many invocations it holds: claimed ahead, running, waiting, or about to be stored.</summary>
    public int Held => _held.Count;

    internal DateTimeOffset Now => App.Time.GetUtcNow();

    /// <inheritdoc/>
    public override async ValueTask StartAsync(CancellationToken cancellationToken = default)
    {
        await App.InitializeAsync(cancellationToken).ConfigureAwait(false);
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_fetching is not null || _stopping is not null)
            {
                return;
            }

            await App.State.Runners.RegisterAsync(Self, App.Options.Lease, cancellationToken).ConfigureAwait(false);
            KeepThreadsForBlockedBodies();
            App.Settled.Observe(this, OnSettledElsewhere);
            _sweeping = Task.Run(FirstSweepAsync, CancellationToken.None);
            _heartbeat = Task.Run(HeartbeatLoopAsync, CancellationToken.None);
            _fetching = Task.Run(FetchLoopAsync, CancellationToken.None);
        }
        finally
        {
            _starting.Release();
        }

        if (App.State.Capabilities.CrossProcess && !App.Broker.Capabilities.CrossProcess)
        {
            _logger.QueueIsPrivate(App.Broker.GetType().Name, App.State.GetType().Name);
        }

        _logger.RunnerStarted(Self.Id, App.AppId, _options.Slots);
    }

    /// <inheritdoc/>
    public override Task StopAsync()
    {
        lock (_lifeCycle)
        {
            return _stopping ??= DrainAsync();
        }
    }

    private async Task DrainAsync()
    {
        // A start that is under way is let through, so that there is one state to stop from.
        await _starting.WaitAsync().ConfigureAwait(false);
        _starting.Release();
        if (_fetching is null)
        {
            return;
        }

        await _stopFetching.CancelAsync().ConfigureAwait(false);
        await _draining.CancelAsync().ConfigureAwait(false);
        await _fetching.ConfigureAwait(false);
        GiveBackBuffered("The runner is draining.");

        if (!await EndsWithinAsync(WhenIdleAsync(), _options.DrainTimeout).ConfigureAwait(false))
        {
            Execution[] left = [.. _held.ToArray().Where(e => !e.IsEnding)];
            _logger.DrainTimedOut(left.Length);
            foreach (Execution execution in left)
            {
                if (execution.TryGiveBack("The drain time-out of its runner was over."))
                {
                    execution.Cancel();
                }
            }

            // What cannot be stored now is recovered by another runner once the lease has ended.
            await EndsWithinAsync(WhenIdleAsync(), TimeSpan.FromSeconds(10)).ConfigureAwait(false);
            _writer.Abandon();
        }

        App.Settled.StopObserving(this);
        await _stopHeartbeat.CancelAsync().ConfigureAwait(false);
        await _heartbeat!.ConfigureAwait(false);
        await _sweeping!.ConfigureAwait(false);
        try
        {
            await App.State.Runners.UnregisterAsync(Self.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _logger.UnregisterFailed(Self.Id, error);
        }

        _logger.RunnerStopped(Self.Id);
    }

    private async Task<bool> EndsWithinAsync(Task work, TimeSpan limit)
    {
        try
        {
            await work.WaitAsync(limit, App.Time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Completes when nothing is held any more.</summary>
    private async Task WhenIdleAsync()
    {
        while (_held.Count > 0)
        {
            Task changed = _released.Next;
            if (_held.Count > 0)
            {
                await changed.ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Bodies may block their threads; without spare ones the pool would add threads at about two a second, and a heartbeat
    /// queued behind a few hundred blocked bodies would come after the lease has ended.
    /// </summary>
    private void KeepThreadsForBlockedBodies()
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, _options.Slots + Environment.ProcessorCount), ports);
    }

    private RunnerInfo NewLife() => new(
        RunnerId.New(), nameof(ThreadRunner), Environment.MachineName, Environment.ProcessId, _options.Slots, Now);
}
