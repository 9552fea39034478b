using Pynenc.Backend;

namespace Pynenc.SystemTests.Worker;

/// <summary>The work of the fault cases and of chaos: every kind of life, with ends and results that a caller can foretell.</summary>
public static class MixedTasks
{
    public const int StubbornRetries = 20;
    public const int FailingRetries = 1;

    /// <summary>Bodies that call others meet the store itself, and are told when it is away; a user would have them tried again.</summary>
    public const int CallerRetries = 20;

    /// <summary>In seconds.</summary>
    public const double CallerRetryDelay = 0.1;

    [PynencTask(Id = "mixed.echo")]
    public static Task<int> Echo(int value, int milliseconds, InvocationContext context) => Journal.RunAsync(context, async () =>
    {
        if (milliseconds > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, context.CancellationToken);
        }

        return value;
    });

    /// <summary>Waits for children, and those for theirs; returns how many leaves there are.</summary>
    [PynencTask(Id = "mixed.parent", MaxRetries = CallerRetries, RetryDelay = CallerRetryDelay, RetryFor = [typeof(BackendUnavailableException)])]
    public static Task<int> Parent(int children, int depth, InvocationContext context) => Journal.RunAsync(context, async () =>
    {
        InvocationGroup<int> group = depth > 1
            ? await context.App.MixedTasks.Parent.ParallelizeAsync(Enumerable.Range(0, children).Select(_ => (children, depth - 1)))
            : await context.App.MixedTasks.Echo.ParallelizeAsync(Enumerable.Range(0, children).Select(i => (1, i % 3)));
        return (await group.AllAsync()).Sum();
    });

    /// <summary>Fails until it was tried again often enough.</summary>
    [PynencTask(Id = "mixed.stubborn", MaxRetries = StubbornRetries)]
    public static Task<int> Stubborn(int failures, InvocationContext context) => Journal.RunAsync(context, () =>
        context.Retries < failures ? throw new RetryException("not yet") : Task.FromResult(failures));

    [PynencTask(Id = "mixed.failing", MaxRetries = FailingRetries)]
    public static Task<int> Failing(InvocationContext context) => Journal.RunAsync(context, () =>
        throw new InvalidOperationException("always"));

    /// <summary>Starts a child and cancels it; one that is never cancelled, because this body died, ends by itself.</summary>
    [PynencTask(Id = "mixed.canceller", MaxRetries = CallerRetries, RetryDelay = CallerRetryDelay, RetryFor = [typeof(BackendUnavailableException)])]
    public static Task<int> Canceller(InvocationContext context) => Journal.RunAsync(context, async () =>
    {
        Invocation<int> child = await context.App.MixedTasks.EchoAsync(0, 200);
        if (await child.CancelAsync("not needed"))
        {
            Journal.Current?.Cancelled(child.Id);
        }

        return 1;
    });

    /// <summary>What continuations call.</summary>
    [PynencTask(Id = "mixed.next")]
    public static Task<int> Next(int value, InvocationContext context) => Journal.RunAsync(context, () => Task.FromResult(value + 1));

    /// <summary>What the continuation of a group calls.</summary>
    [PynencTask(Id = "mixed.total")]
    public static Task<int> Total(int[] values, InvocationContext context) => Journal.RunAsync(context, () => Task.FromResult(values.Sum()));

    /// <summary>Taken by one consumer that runs one at a time, so that the order of its bodies is the order of the queue.</summary>
    [PynencTask(Id = "mixed.ordered", Queue = OrderedQueue)]
    public static Task<int> Ordered(int value, InvocationContext context) =>
        Journal.RunAsync(context, () => Task.FromResult(value), consumer: "the only one");

    public const string OrderedQueue = "ordered";
}
