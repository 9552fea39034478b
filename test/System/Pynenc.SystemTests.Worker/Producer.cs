namespace Pynenc.SystemTests.Worker;

/// <summary>Publishes mixed work, and notes each call once its publish has returned.</summary>
public sealed class Producer
{
    private const int EnoughWaiting = 300;
    private const int EnoughInLine = 40;

    /// <summary>A server that is away is not asked as fast as it can refuse.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(20);

    private readonly PynencApp _app;
    private readonly Journal _journal;
    private readonly Random _random;
    private readonly Func<Task>[] _calls;

    public Producer(PynencApp app, Journal journal, int seed)
    {
        _app = app;
        _journal = journal;
        _random = new Random(seed);
        var shared = new SharedCalls(app, journal, _random);
        _calls =
        [
            EchoAsync, LongAsync, BatchAsync, DelayedAsync, UrgentAsync, StubbornAsync, FailingAsync, ParentAsync, CancelledAsync, CancellerAsync,
            FollowedAsync, ChainAsync, GroupAsync, .. shared.All,
        ];
    }

    /// <summary>Publishes a number of rounds, each with every kind of work.</summary>
    public async Task PublishAsync(int rounds, CancellationToken cancellationToken)
    {
        for (int round = 0; round < rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            foreach (Func<Task> call in _calls)
            {
                try
                {
                    await call();
                }
                catch (PynencException error)
                {
                    // Not acknowledged, so nothing is promised; whether it was stored is unknown.
                    await Console.Error.WriteLineAsync(error.Message);
                    await Task.Delay(AfterFailure, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    /// <summary>Publishes until it is stopped, no faster than the workers follow.</summary>
    public async Task PublishUntilAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await PublishAsync(1, stop);
            while (!stop.IsCancellationRequested && await IsEnoughWaitingAsync())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> IsEnoughWaitingAsync()
    {
        try
        {
            // Who waits for a slot is in no queue.
            return await _app.Broker.CountInvocationsAsync(CancellationToken.None) > EnoughWaiting ||
                (await _app.CountAsync()).Where(c => c.Status == InvocationStatus.ConcurrencyControlled).Sum(c => c.Count) > EnoughInLine;
        }
        catch (PynencException error)
        {
            // Its server is away; publishing goes on without it.
            await Console.Error.WriteLineAsync(error.Message);
            return false;
        }
    }

    private async Task EchoAsync()
    {
        int value = _random.Next(1000);
        Invocation<int> call = await _app.MixedTasks.EchoAsync(value, _random.Next(4) == 0 ? _random.Next(60) : 0);
        _journal.Accepted(call.Id, InvocationStatus.Success, value, null);
    }

    /// <summary>Now and then a body that is still running when its process is killed, or frozen beyond the lease.</summary>
    private async Task LongAsync()
    {
        Invocation<int> call = await _app.MixedTasks.EchoAsync(6, _random.Next(4) == 0 ? _random.Next(200, 1500) : 1);
        _journal.Accepted(call.Id, InvocationStatus.Success, 6, null);
    }

    private async Task BatchAsync()
    {
        int first = _random.Next(1000);
        InvocationGroup<int> group = await _app.MixedTasks.Echo.ParallelizeAsync(Enumerable.Range(first, 8).Select(i => (i, 0)));
        for (int i = 0; i < group.Invocations.Count; i++)
        {
            _journal.Accepted(group.Invocations[i].Id, InvocationStatus.Success, first + i, null);
        }
    }

    private async Task DelayedAsync()
    {
        DateTimeOffset due = _app.Time.GetUtcNow().AddMilliseconds(_random.Next(50, 1500));
        Invocation<int> call = await _app.MixedTasks.EchoAsync(7, 0, new CallOptions { NotBefore = due });
        _journal.Accepted(call.Id, InvocationStatus.Success, 7, due);
    }

    private async Task UrgentAsync()
    {
        int priority = _random.Next(-3, 4);
        Invocation<int> call = await _app.MixedTasks.EchoAsync(8, 0, new CallOptions { Priority = _app.Broker.Capabilities.Priority ? priority : 0 });
        _journal.Accepted(call.Id, InvocationStatus.Success, 8, null);
    }

    private async Task StubbornAsync()
    {
        int failures = _random.Next(1, 4);
        Invocation<int> call = await _app.MixedTasks.StubbornAsync(failures);
        _journal.Accepted(call.Id, InvocationStatus.Success, failures, null);
    }

    private async Task FailingAsync()
    {
        Invocation<int> call = await _app.MixedTasks.FailingAsync();
        _journal.Accepted(call.Id, InvocationStatus.Failed, null, null);
    }

    private async Task ParentAsync()
    {
        (int children, int depth) = (_random.Next(1, 4), _random.Next(1, 3));
        Invocation<int> call = await _app.MixedTasks.ParentAsync(children, depth);
        _journal.Accepted(call.Id, InvocationStatus.Success, depth == 1 ? children : children * children, null);
    }

    private async Task CancelledAsync()
    {
        Invocation<int> call = await _app.MixedTasks.EchoAsync(9, 40);
        _journal.Accepted(call.Id, end: null, result: null, notBefore: null);
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(40)), TimeProvider.System);
        if (await call.CancelAsync("changed my mind"))
        {
            _journal.Cancelled(call.Id);
        }
    }

    private async Task CancellerAsync()
    {
        Invocation<int> call = await _app.MixedTasks.CancellerAsync();
        _journal.Accepted(call.Id, InvocationStatus.Success, 1, null);
    }

    private async Task FollowedAsync()
    {
        int value = _random.Next(1000);
        Invocation<int> call = await _app.MixedTasks.EchoAsync(value, _random.Next(20));
        _journal.Accepted(call.Id, InvocationStatus.Success, value, null);
        Invocation<int> after = await call.ThenAsync(_app.MixedTasks.Next);
        _journal.Accepted(after.Id, InvocationStatus.Success, value + 1, null);
    }

    private async Task ChainAsync()
    {
        int value = _random.Next(1000);
        Invocation<int> call = await _app.MixedTasks.Next.Then(_app.MixedTasks.Next).Then(_app.MixedTasks.Next).CallAsync(value);
        _journal.Accepted(call.Id, InvocationStatus.Success, value + 3, null);
    }

    private async Task GroupAsync()
    {
        int size = _random.Next(1, 6);
        InvocationGroup<int> group = await _app.MixedTasks.Echo.ParallelizeAsync(Enumerable.Range(0, size).Select(i => (i, i % 3)));
        foreach (Invocation<int> member in group.Invocations)
        {
            _journal.Accepted(member.Id, InvocationStatus.Success, null, null);
        }

        Invocation<int> total = await group.ThenAsync(_app.MixedTasks.Total);
        _journal.Accepted(total.Id, InvocationStatus.Success, size * (size - 1) / 2, null);
    }
}
