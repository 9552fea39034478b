namespace Pynenc.SystemTests.Worker;

/// <summary>Publishes mixed work, and notes each call once its publish has returned.</summary>
public sealed class Producer(PynencApp app, Journal journal, int seed)
{
    private const int EnoughWaiting = 300;
    private readonly Random _random = new(seed);

    /// <summary>Publishes a number of rounds, each with every kind of work.</summary>
    public async Task PublishAsync(int rounds, CancellationToken cancellationToken)
    {
        for (int round = 0; round < rounds && !cancellationToken.IsCancellationRequested; round++)
        {
            foreach (Func<Task> call in (Func<Task>[])[EchoAsync, LongAsync, BatchAsync, DelayedAsync, UrgentAsync, StubbornAsync, FailingAsync, ParentAsync, CancelledAsync, CancellerAsync])
            {
                try
                {
                    await call();
                }
                catch (PynencException error)
                {
                    // Not acknowledged, so nothing is promised; whether it was stored is unknown.
                    await Console.Error.WriteLineAsync(error.Message);
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
            return await app.Broker.CountInvocationsAsync(CancellationToken.None) > EnoughWaiting;
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
        Invocation<int> call = await app.MixedTasks.EchoAsync(value, _random.Next(4) == 0 ? _random.Next(60) : 0);
        journal.Accepted(call.Id, InvocationStatus.Success, value, null);
    }

    /// <summary>Now and then a body that is still running when its process is killed, or frozen beyond the lease.</summary>
    private async Task LongAsync()
    {
        Invocation<int> call = await app.MixedTasks.EchoAsync(6, _random.Next(4) == 0 ? _random.Next(200, 1500) : 1);
        journal.Accepted(call.Id, InvocationStatus.Success, 6, null);
    }

    private async Task BatchAsync()
    {
        int first = _random.Next(1000);
        InvocationGroup<int> group = await app.MixedTasks.Echo.ParallelizeAsync(Enumerable.Range(first, 8).Select(i => (i, 0)));
        for (int i = 0; i < group.Invocations.Count; i++)
        {
            journal.Accepted(group.Invocations[i].Id, InvocationStatus.Success, first + i, null);
        }
    }

    private async Task DelayedAsync()
    {
        DateTimeOffset due = app.Time.GetUtcNow().AddMilliseconds(_random.Next(50, 1500));
        Invocation<int> call = await app.MixedTasks.EchoAsync(7, 0, new CallOptions { NotBefore = due });
        journal.Accepted(call.Id, InvocationStatus.Success, 7, due);
    }

    private async Task UrgentAsync()
    {
        int priority = _random.Next(-3, 4);
        Invocation<int> call = await app.MixedTasks.EchoAsync(8, 0, new CallOptions { Priority = app.Broker.Capabilities.Priority ? priority : 0 });
        journal.Accepted(call.Id, InvocationStatus.Success, 8, null);
    }

    private async Task StubbornAsync()
    {
        int failures = _random.Next(1, 4);
        Invocation<int> call = await app.MixedTasks.StubbornAsync(failures);
        journal.Accepted(call.Id, InvocationStatus.Success, failures, null);
    }

    private async Task FailingAsync()
    {
        Invocation<int> call = await app.MixedTasks.FailingAsync();
        journal.Accepted(call.Id, InvocationStatus.Failed, null, null);
    }

    private async Task ParentAsync()
    {
        (int children, int depth) = (_random.Next(1, 4), _random.Next(1, 3));
        Invocation<int> call = await app.MixedTasks.ParentAsync(children, depth);
        journal.Accepted(call.Id, InvocationStatus.Success, depth == 1 ? children : children * children, null);
    }

    private async Task CancelledAsync()
    {
        Invocation<int> call = await app.MixedTasks.EchoAsync(9, 40);
        journal.Accepted(call.Id, end: null, result: null, notBefore: null);
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(40)), TimeProvider.System);
        if (await call.CancelAsync("changed my mind"))
        {
            journal.Cancelled(call.Id);
        }
    }

    private async Task CancellerAsync()
    {
        Invocation<int> call = await app.MixedTasks.CancellerAsync();
        journal.Accepted(call.Id, InvocationStatus.Success, 1, null);
    }
}
