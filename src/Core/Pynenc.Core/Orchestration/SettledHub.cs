using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;

namespace Pynenc.Orchestration;

/// <summary>Wakes whoever waits in this process for an invocation to settle.</summary>
/// <remarks>
/// Three sources: the transitions this process makes itself (with the payload, no read), the backend's signal (then the
/// outcomes are read), and a slow poll while somebody waits, so that a lost signal costs latency only.
/// </remarks>
internal sealed class SettledHub : IAsyncDisposable
{
    private const int ReadBatch = 500;

    private readonly BaseStateBackend _state;
    private readonly PynencOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Protects <see cref="_listeners"/> and whether the poll is on. A plain dictionary, because a concurrent one allocates a node per waiting call.</summary>
    private readonly Lock _gate = new();
    private readonly Dictionary<InvocationId, Action<InvocationOutcome>> _listeners = [];
    private readonly ConcurrentDictionary<object, Action<InvocationId>> _observers = new();
    private readonly CancellationTokenSource _stop = new();
    private IDisposable? _subscription;
    private ITimer? _poll;
    private bool _isPollOn;
    private int _isPolling;

    public SettledHub(BaseStateBackend state, PynencOptions options, TimeProvider time, ILogger logger)
    {
        _state = state;
        _options = options;
        _time = time;
        _logger = logger;
    }

    public void Start()
    {
        _subscription = _state.Settled.Subscribe(OnSignal);
        ITimer poll = _time.CreateTimer(_ => OnPoll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            _poll = poll;
            TurnPoll(isOn: _listeners.Count > 0);
        }
    }

    /// <summary>Calls a listener once for each of the invocations when it settles; follow with <see cref="CheckAsync"/>, for it may have settled before.</summary>
    public void Listen(IReadOnlyList<InvocationId> ids, Action<InvocationOutcome> listener)
    {
        lock (_gate)
        {
            _listeners.EnsureCapacity(_listeners.Count + ids.Count);
            for (int i = 0; i < ids.Count; i++)
            {
                ref Action<InvocationOutcome>? existing = ref CollectionsMarshal.GetValueRefOrAddDefault(_listeners, ids[i], out _);
                existing += listener;
            }

            if (!_isPollOn)
            {
                TurnPoll(isOn: true);
            }
        }
    }

    /// <summary>Stops to listen.</summary>
    public void Ignore(IReadOnlyList<InvocationId> ids, Action<InvocationOutcome> listener)
    {
        lock (_gate)
        {
            for (int i = 0; i < ids.Count && _listeners.Count > 0; i++)
            {
                if (!_listeners.TryGetValue(ids[i], out Action<InvocationOutcome>? existing))
                {
                    continue;
                }

                if (existing - listener is { } left)
                {
                    _listeners[ids[i]] = left;
                }
                else
                {
                    _listeners.Remove(ids[i]);
                }
            }
        }
    }

    /// <summary>Asks the store about invocations that are listened to, and tells the listeners of those that are settled.</summary>
    /// <exception cref="InvocationNotFoundException">One of them is unknown.</exception>
    public async ValueTask CheckAsync(IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        for (int start = 0; start < ids.Count; start += ReadBatch)
        {
            IReadOnlyList<InvocationId> chunk = ids.Count <= ReadBatch ? ids : [.. ids.Skip(start).Take(ReadBatch)];
            IReadOnlyList<InvocationOutcome> outcomes =
                await _state.Queries.GetOutcomesAsync(chunk, cancellationToken).ConfigureAwait(false);
            if (outcomes.Count < chunk.Count && outcomes.Count < chunk.Distinct().Count())
            {
                throw new InvocationNotFoundException(chunk.Except(outcomes.Select(o => o.Id)).First());
            }

            foreach (InvocationOutcome outcome in outcomes)
            {
                Settle(outcome);
            }
        }
    }

    /// <summary>Waits for one invocation; inside a body this pauses it.</summary>
    public async ValueTask<InvocationOutcome> WaitOneAsync(InvocationId id, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var settled = new TaskCompletionSource<InvocationOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnSettled(InvocationOutcome outcome) => settled.TrySetResult(outcome);

        InvocationId[] ids = [id];
        Listen(ids, OnSettled);
        long start = _time.GetTimestamp();
        try
        {
            await CheckAsync(ids, cancellationToken).ConfigureAwait(false);
            while (!settled.Task.IsCompleted)
            {
                // Again when the store said "settled already" and it no longer is: a parked invocation was routed meanwhile.
                TimeSpan? left = timeout - _time.GetElapsedTime(start);
                await WaitAsync(id, settled.Task, left > TimeSpan.Zero || left is null ? left : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            }

            return await settled.Task.ConfigureAwait(false);
        }
        catch (TimeoutException) when (timeout is { } limit && _time.GetElapsedTime(start) >= limit)
        {
            InvocationState? state = await _state.Queries.GetAsync(id, cancellationToken).ConfigureAwait(false);
            throw new TimeoutException($"Invocation {id} did not settle within {timeout}; it is {state?.Status.Text() ?? "unknown"} and goes on. Wait again, or cancel it.");
        }
        finally
        {
            Ignore(ids, OnSettled);
        }
    }

    /// <summary>Tells the listeners what became of an invocation. Harmless when nobody listens.</summary>
    public void Settle(InvocationOutcome outcome)
    {
        if (!outcome.Status.IsSettled())
        {
            return;
        }

        Action<InvocationOutcome>? listener;
        lock (_gate)
        {
            _listeners.Remove(outcome.Id, out listener);
        }

        listener?.Invoke(outcome);
    }

    /// <summary>Tells whoever holds an invocation in this process that somebody else settled it.</summary>
    public void Observe(object owner, Action<InvocationId> observer) => _observers[owner] = observer;

    public void StopObserving(object owner) => _observers.TryRemove(owner, out _);

    /// <summary>Passes on that an invocation was settled by somebody else than its runner.</summary>
    public void TellObservers(InvocationId id)
    {
        foreach (Action<InvocationId> observer in _observers.Values)
        {
            observer(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _subscription?.Dispose();
        if (_poll is not null)
        {
            await _poll.DisposeAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private Task WaitAsync(InvocationId id, Task settled, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        TimeSpan limit = timeout ?? Timeout.InfiniteTimeSpan;
        return InvocationContext.Current is { } context && context.App.Settled == this
            ? context.Execution.PauseAsync(settled, () => [id], token => settled.WaitAsync(limit, _time, token), cancellationToken)
            : settled.WaitAsync(limit, _time, cancellationToken);
    }

    private void OnSignal(IReadOnlyList<InvocationId> ids)
    {
        List<InvocationId>? wanted = null;
        foreach (InvocationId id in ids)
        {
            lock (_gate)
            {
                if (_listeners.ContainsKey(id))
                {
                    (wanted ??= []).Add(id);
                }
            }

            TellObservers(id);
        }

        if (wanted is not null)
        {
            _ = ReadAsync(wanted);
        }
    }

    /// <summary>The timer runs while somebody waits, and once more; a process that idles is not woken by it. Called within the lock.</summary>
    private void TurnPoll(bool isOn)
    {
        TimeSpan interval = isOn ? _options.SafetyPollInterval : Timeout.InfiniteTimeSpan;
        _isPollOn = isOn && _poll is not null;
        _poll?.Change(interval, interval);
    }

    private void OnPoll()
    {
        InvocationId[] waited;
        lock (_gate)
        {
            waited = [.. _listeners.Keys];
            if (waited.Length == 0)
            {
                TurnPoll(isOn: false);
            }
        }

        if (waited.Length == 0 || Interlocked.Exchange(ref _isPolling, 1) != 0)
        {
            return;
        }

        _ = PollAsync();

        async Task PollAsync()
        {
            try
            {
                await ReadAsync(waited).ConfigureAwait(false);
            }
            finally
            {
                Volatile.Write(ref _isPolling, 0);
            }
        }
    }

    private async Task ReadAsync(IReadOnlyList<InvocationId> ids)
    {
        try
        {
            for (int start = 0; start < ids.Count; start += ReadBatch)
            {
                IReadOnlyList<InvocationOutcome> outcomes = await _state.Queries
                    .GetOutcomesAsync([.. ids.Skip(start).Take(ReadBatch)], _stop.Token).ConfigureAwait(false);
                foreach (InvocationOutcome outcome in outcomes)
                {
                    Settle(outcome);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            _logger.ReadOutcomesFailed(error);
        }
    }
}
