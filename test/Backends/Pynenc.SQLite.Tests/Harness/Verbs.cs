using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>Short words for what the tests do to an application.</summary>
internal static class Verbs
{
    public static SQLiteDatabase Database(this PynencApp app) => ((SQLiteBroker)app.Broker).Database;

    public static InvocationRecord Record(this PynencApp app, string task = "shop.task", int bytes = 16)
    {
        var id = InvocationId.New();
        return new InvocationRecord
        {
            Id = id,
            Task = new TaskId(task),
            Arguments = new byte[bytes],
            Queue = new QueueName("default"),
            Workflow = id,
            RegisteredAt = app.Time.GetUtcNow(),
        };
    }

    public static async Task<InvocationId> PublishAsync(this PynencApp app, InvocationRecord? record = null)
    {
        record ??= app.Record();
        await app.InitializeAsync(TempFile.Token).AsTask().Bounded();
        await app.State.Invocations.PublishAsync([record], TempFile.Token).AsTask().Bounded();
        return record.Id;
    }

    public static async Task<RunnerId> RunnerAsync(this PynencApp app)
    {
        var info = new RunnerInfo(RunnerId.New(), "Test", "host", 1, 1, app.Time.GetUtcNow());
        await app.State.Runners.RegisterAsync(info, TimeSpan.FromDays(1), TempFile.Token);
        return info.Id;
    }

    public static async Task<InvocationId[]> TakeAsync(this PynencApp app, RunnerId runner, int max = 1000)
    {
        TakeOutcome taken = await app.TakeAsync(new TakeRequest(runner, [], max, TimeSpan.Zero), TempFile.Token).AsTask().Bounded();
        Assert.False(taken.IsRunnerLost);
        return [.. taken.Claimed.Select(c => c.Record.Id)];
    }

    public static async Task CancelAsync(this PynencApp app, InvocationId id)
    {
        var request = new TransitionRequest
        {
            Id = id,
            Fence = null,
            Path = [new StatusStep(InvocationStatus.Cancelled, app.Time.GetUtcNow())],
        };
        TransitionOutcome outcome = (await app.State.Invocations.TransitionAsync([request], TempFile.Token))[0];
        Assert.Equal(TransitionResult.Applied, outcome.Result);
    }

    /// <summary>Takes whatever waits, and ends it with a result that refers to large values.</summary>
    public static async Task EndAllAsync(this PynencApp app, ContentKey[] contents)
    {
        TakeOutcome taken = await app.TakeAsync(new TakeRequest(await app.RunnerAsync(), [], 1000, TimeSpan.Zero), TempFile.Token).AsTask().Bounded();
        DateTimeOffset now = app.Time.GetUtcNow();
        TransitionRequest[] ends =
        [
            .. taken.Claimed.Select(c => new TransitionRequest
            {
                Id = c.Record.Id,
                Fence = c.Fence,
                Path = [new StatusStep(InvocationStatus.Running, now), new StatusStep(InvocationStatus.Success, now)],
                Payload = "1"u8.ToArray(),
                Contents = contents,
            }),
        ];
        IReadOnlyList<TransitionOutcome> outcomes = await app.State.Invocations.TransitionAsync(ends, TempFile.Token);
        Assert.All(outcomes, o => Assert.Equal(TransitionResult.Applied, o.Result));
    }

    public static async Task<ContentKey> PutAsync(this PynencApp app, byte[] value)
    {
        var key = ContentKey.Of(value);
        using var content = new MemoryStream(value);
        await app.State.ClientData!.PutAsync(key, content, TempFile.Token).AsTask().Bounded();
        return key;
    }

    public static async Task<byte[]> ReadAsync(this PynencApp app, ContentKey key)
    {
        await using Stream? stored = await app.State.ClientData!.OpenAsync(key, TempFile.Token);
        using var copy = new MemoryStream();
        await (stored ?? throw new InvalidOperationException($"Value {key} is not there.")).CopyToAsync(copy, TempFile.Token);
        return copy.ToArray();
    }

    public static async Task<long> StoredAsync(this PynencApp app) =>
        (await app.State.Queries.CountAsync(TempFile.Token).AsTask().Bounded()).Sum(c => c.Count);

    public static async Task<long> QueuedAsync(this PynencApp app) =>
        await app.Broker.CountInvocationsAsync(TempFile.Token).AsTask().Bounded();

    public static Task Bounded(this Task task) => task.WaitAsync(TempFile.Bound, TimeProvider.System, TempFile.Token);

    public static Task<T> Bounded<T>(this Task<T> task) => task.WaitAsync(TempFile.Bound, TimeProvider.System, TempFile.Token);

    /// <summary>Lets other threads run until something is so.</summary>
    public static async Task UntilAsync(string what, Func<bool> isSo, Action? meanwhile = null)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TempFile.Bound, $"Waited in vain until {what}.");
            meanwhile?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TempFile.Token);
        }
    }

    /// <summary>Expects a fault of the store that names every one of <paramref name="named"/>.</summary>
    public static async Task<BackendException> RefusesAsync(Func<ValueTask> action, params string[] named)
    {
        Exception? error = await Xunit.Record.ExceptionAsync(() => action().AsTask().Bounded());
        BackendException fault = error as BackendException ?? throw new InvalidOperationException($"Expected a BackendException, saw {error?.ToString() ?? "none"}.");
        Assert.All(named, n => Assert.Contains(n, fault.Message, StringComparison.Ordinal));
        return fault;
    }
}
