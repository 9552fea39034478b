using Pynenc.SystemTests.Worker;

namespace Pynenc.Chaos;

/// <summary>Queues that are filled before their only consumer starts, so that the order in which it takes is told by priority and age alone.</summary>
internal sealed class InOrder(PynencApp app, Random random, string place, TimeSpan patience)
{
    private const int Ordered = 200;
    private const int InLine = 60;

    public async Task ConsumeAsync()
    {
        using var journal = Journal.Open(place);
        await ConsumeAsync(Ordered, slots: 1, MixedTasks.OrderedQueue, (i, options) => app.MixedTasks.OrderedAsync(i, options), journal);
        if (app.State.Capabilities.Limits)
        {
            // All but one wait for the only slot of their key, which is handed from one to the next.
            await ConsumeAsync(InLine, slots: 4, LimitedTasks.LineQueue, (i, options) => app.LimitedTasks.InLineAsync(i, options), journal);
        }
    }

    private async Task ConsumeAsync(int count, int slots, string queue, Func<int, CallOptions, ValueTask<Invocation<int>>> call, Journal journal)
    {
        var calls = new List<Invocation<int>>();
        for (int i = 0; i < count; i++)
        {
            int priority = random.Next(-2, 3);
            Invocation<int> made = await call(i, new CallOptions { Priority = app.Broker.Capabilities.Priority ? priority : 0 });
            journal.Accepted(made.Id, InvocationStatus.Success, i, notBefore: null);
            calls.Add(made);
        }

        await using ThreadRunner runner = await app.StartThreadRunnerAsync(o =>
        {
            o.Slots = slots;
            o.Queues = [queue];
        });
        foreach (Invocation<int> made in calls)
        {
            await made.WaitAsync(patience);
        }
    }
}
