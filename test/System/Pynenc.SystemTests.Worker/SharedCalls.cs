namespace Pynenc.SystemTests.Worker;

/// <summary>The calls of a producer that share keys with each other; none where the state knows no limits and no reservations.</summary>
internal sealed class SharedCalls(PynencApp app, Journal journal, Random random)
{
    private const int Keys = 3;

    public IEnumerable<Func<Task>> All =>
    [
        .. app.State.Capabilities.Limits ? (Func<Task>[])[OneByOneAsync, PairAsync, WidenedAsync, ParentAsync, DroppedAsync, RetriedAsync, DelayedAsync, CancelledAsync] : [],
        .. app.State.Capabilities.Reservations ? (Func<Task>[])[UniqueAsync, FreshAsync, CachedAsync, UniqueCallerAsync, CancelledUniqueAsync] : [],
    ];

    private int Key => random.Next(Keys);

    private async Task OneByOneAsync()
    {
        int value = random.Next(1000);
        Invocation<int> call = await app.LimitedTasks.OneByOneAsync(Key, value, random.Next(15), 0, new CallOptions { Priority = Priority() });
        journal.Accepted(call.Id, InvocationStatus.Success, value, null);
    }

    private async Task PairAsync()
    {
        int key = Key;
        InvocationGroup<int> group = await app.LimitedTasks.Pair.ParallelizeAsync(Enumerable.Range(0, 4).Select(i => (key, i, random.Next(20), 0)));
        for (int i = 0; i < group.Invocations.Count; i++)
        {
            journal.Accepted(group.Invocations[i].Id, InvocationStatus.Success, i, null);
        }
    }

    /// <summary>A call that allows more of its key than the task does, beside those that do not.</summary>
    private async Task WidenedAsync()
    {
        Invocation<int> call = await app.LimitedTasks.OneByOneAsync(Key, 1, random.Next(15), 0, new CallOptions { RunningLimit = 3 });
        journal.Accepted(call.Id, InvocationStatus.Success, 1, null);
    }

    private async Task ParentAsync()
    {
        int children = random.Next(1, 4);
        Invocation<int> call = await app.LimitedTasks.ParentAsync(Key, children);
        journal.Accepted(call.Id, InvocationStatus.Success, children, null);
    }

    /// <summary>It ends at once when it may not run; its caller cannot know which.</summary>
    private async Task DroppedAsync()
    {
        Invocation<int> call = await app.LimitedTasks.OneByOneAsync(Key, 2, 5, 0, new CallOptions { WhenBlocked = BlockedAction.End });
        journal.Accepted(call.Id, end: null, result: null, notBefore: null);
    }

    private async Task RetriedAsync()
    {
        int failures = random.Next(1, 4);
        Invocation<int> call = await app.LimitedTasks.PairAsync(Key, failures, random.Next(10), failures);
        journal.Accepted(call.Id, InvocationStatus.Success, failures, null);
    }

    private async Task DelayedAsync()
    {
        DateTimeOffset due = app.Time.GetUtcNow().AddMilliseconds(random.Next(50, 1000));
        Invocation<int> call = await app.LimitedTasks.PairAsync(Key, 3, 5, 0, new CallOptions { NotBefore = due });
        journal.Accepted(call.Id, InvocationStatus.Success, 3, due);
    }

    /// <summary>Some of a burst are cancelled while they run, some while they wait in line, some when they have just been handed the slot.</summary>
    private async Task CancelledAsync()
    {
        int key = Key;
        InvocationGroup<int> group = await app.LimitedTasks.OneByOne.ParallelizeAsync(Enumerable.Range(0, 4).Select(_ => (key, 4, 10, 0)));
        foreach (Invocation<int> call in group.Invocations)
        {
            journal.Accepted(call.Id, end: null, result: null, notBefore: null);
        }

        foreach (Invocation<int> call in group.Invocations)
        {
            if (random.Next(3) > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20)), TimeProvider.System);
                await CancelAsync(call);
            }
        }
    }

    private async Task UniqueAsync()
    {
        int key = Key;
        Invocation<int>[] calls = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => app.LimitedTasks.UniqueAsync(key, 20).AsTask()));
        foreach (Invocation<int> call in calls)
        {
            journal.Accepted(call.Id, InvocationStatus.Success, key, null);
        }
    }

    private async Task FreshAsync()
    {
        int key = Key;
        Invocation<int> call = await app.LimitedTasks.FreshAsync(key, random.Next(5));
        journal.Accepted(call.Id, InvocationStatus.Success, key, null);
    }

    private async Task CachedAsync()
    {
        int key = Key;
        Invocation<int> call = await app.LimitedTasks.CachedAsync(key);
        journal.Accepted(call.Id, InvocationStatus.Success, key, null);
    }

    private async Task UniqueCallerAsync()
    {
        int key = Key;
        Invocation<int> call = await app.LimitedTasks.UniqueCallerAsync(key);
        journal.Accepted(call.Id, InvocationStatus.Success, key, null);
    }

    /// <summary>Of a key of its own, so that nobody else waits for what is cancelled.</summary>
    private async Task CancelledUniqueAsync()
    {
        Invocation<int> call = await app.LimitedTasks.UniqueAsync(Keys, 20);
        journal.Accepted(call.Id, end: null, result: null, notBefore: null);
        await CancelAsync(call);
    }

    private async Task CancelAsync(Invocation<int> call)
    {
        if (await call.CancelAsync("changed my mind"))
        {
            journal.Cancelled(call.Id);
        }
    }

    private double Priority()
    {
        int priority = random.Next(-2, 3);
        return app.Broker.Capabilities.Priority ? priority : 0;
    }
}
