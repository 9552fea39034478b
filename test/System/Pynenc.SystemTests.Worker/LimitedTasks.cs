using Pynenc.Backend;

namespace Pynenc.SystemTests.Worker;

/// <summary>Work that shares keys: limits of concurrency, and calls of which one stands for many. For stores that declare them.</summary>
public static class LimitedTasks
{
    public const int Retries = 20;
    public const string LineQueue = "line";

    /// <summary>One at a time of each key, unless the call says more.</summary>
    [PynencTask(Id = "limited.one-by-one", RunningConcurrency = ConcurrencyMode.Keys, KeyArguments = ["key"], MaxRetries = Retries)]
    public static Task<int> OneByOne(int key, int value, int milliseconds, int failures, InvocationContext context) =>
        RunAsync(value, milliseconds, failures, context);

    /// <summary>Two at a time of each key.</summary>
    [PynencTask(Id = "limited.pair", RunningConcurrency = ConcurrencyMode.Keys, RunningLimit = 2, KeyArguments = ["key"], MaxRetries = Retries)]
    public static Task<int> Pair(int key, int value, int milliseconds, int failures, InvocationContext context) =>
        RunAsync(value, milliseconds, failures, context);

    /// <summary>Keeps its slot while it waits for children.</summary>
    [PynencTask(Id = "limited.parent", RunningConcurrency = ConcurrencyMode.Keys, KeyArguments = ["key"], MaxRetries = MixedTasks.CallerRetries, RetryDelay = MixedTasks.CallerRetryDelay, RetryFor = [typeof(BackendUnavailableException)])]
    public static Task<int> Parent(int key, int children, InvocationContext context) => Journal.RunAsync(context, async () =>
    {
        InvocationGroup<int> group = await context.App.MixedTasks.Echo.ParallelizeAsync(Enumerable.Range(0, children).Select(i => (key, i)));
        return (await group.AllAsync()).Count;
    });

    /// <summary>One invocation of a key stands for all calls of it until it has ended.</summary>
    [PynencTask(Id = "limited.unique", RegistrationConcurrency = ConcurrencyMode.Keys, UniqueUntil = UniqueUntil.Ended, KeyArguments = ["key"])]
    public static Task<int> Unique(int key, int milliseconds, InvocationContext context) => RunAsync(key, milliseconds, failures: 0, context);

    /// <summary>One invocation of a key stands for all calls of it until a runner claims it.</summary>
    [PynencTask(Id = "limited.fresh", RegistrationConcurrency = ConcurrencyMode.Keys, KeyArguments = ["key"])]
    public static Task<int> Fresh(int key, int milliseconds, InvocationContext context) => RunAsync(key, milliseconds, failures: 0, context);

    /// <summary>A success answers equal calls for a while.</summary>
    [PynencTask(Id = "limited.cached", CacheResultFor = 0.3)]
    public static Task<int> Cached(int key, InvocationContext context) => RunAsync(key, milliseconds: 1, failures: 0, context);

    /// <summary>Calls the same unique work as everybody, from a body, and waits for it.</summary>
    [PynencTask(Id = "limited.unique-caller", MaxRetries = MixedTasks.CallerRetries, RetryDelay = MixedTasks.CallerRetryDelay, RetryFor = [typeof(BackendUnavailableException)])]
    public static Task<int> UniqueCaller(int key, InvocationContext context) => Journal.RunAsync(context, async () =>
    {
        Invocation<int> shared = await context.App.LimitedTasks.UniqueAsync(key, 30);
        Journal.Current?.Accepted(shared.Id, InvocationStatus.Success, key, notBefore: null);
        return await shared.ResultAsync();
    });

    /// <summary>Taken by one consumer that has room for more, but one at a time by its limit, so that the order of its bodies is the order of the line.</summary>
    [PynencTask(Id = "limited.in-line", Queue = LineQueue, RunningConcurrency = ConcurrencyMode.Task)]
    public static Task<int> InLine(int value, InvocationContext context) =>
        Journal.RunAsync(context, () => Task.FromResult(value), consumer: "the only one of the line");

    private static Task<int> RunAsync(int value, int milliseconds, int failures, InvocationContext context) => Journal.RunAsync(context, async () =>
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, context.CancellationToken);
        return context.Retries < failures ? throw new RetryException("not yet") : value;
    });
}
