using Pynenc.Backend;

namespace Pynenc.Redis.Tests;

/// <summary>Short words for what the tests do to an application.</summary>
internal static class Verbs
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static InvocationRecord Record(this PynencApp app, string task = "shop.task", int bytes = 16)
    {
        var id = InvocationId.New();
        return new InvocationRecord
        {
            Id = id,
            Task = new TaskId(task),
            Arguments = new byte[bytes],
            Workflow = id,
            RegisteredAt = app.Time.GetUtcNow(),
        };
    }

    public static async Task<InvocationId> PublishAsync(this PynencApp app, InvocationRecord? record = null)
    {
        record ??= app.Record();
        await app.InitializeAsync(Token).AsTask().Bounded();
        await app.State.Invocations.PublishAsync([record], Token).AsTask().Bounded();
        return record.Id;
    }

    public static async Task<RunnerId> RunnerAsync(this PynencApp app)
    {
        var info = new RunnerInfo(RunnerId.New(), "Test", "host", 1, 1, app.Time.GetUtcNow());
        await app.State.Runners.RegisterAsync(info, TimeSpan.FromDays(1), Token);
        return info.Id;
    }

    public static async Task<ClaimedInvocation> ClaimAsync(this PynencApp app, RunnerId runner, InvocationId id, DateTimeOffset? at = null)
    {
        ClaimOutcome outcome = (await app.State.Invocations.ClaimAsync(new ClaimRequest(runner, [id], at ?? app.Time.GetUtcNow()), Token))[0];
        return outcome.Claimed ?? throw new InvalidOperationException($"The claim ended as {outcome.Result}.");
    }

    public static async Task MoveAsync(this PynencApp app, ClaimedInvocation claimed, byte[]? payload, params InvocationStatus[] path)
    {
        var request = new TransitionRequest
        {
            Id = claimed.Record.Id,
            Fence = claimed.Fence,
            By = claimed.Fence.Owner,
            Path = [.. path.Select(s => new StatusStep(s, app.Time.GetUtcNow()))],
            Payload = payload is null ? null : (ReadOnlyMemory<byte>?)payload,
        };
        Assert.Equal(TransitionResult.Applied, (await app.State.Invocations.TransitionAsync([request], Token))[0].Result);
    }

    public static async Task<long> StoredAsync(this PynencApp app) =>
        (await app.State.Queries.CountAsync(Token).AsTask().Bounded()).Sum(c => c.Count);

    public static async Task<long> QueuedAsync(this PynencApp app) => await app.Broker.CountInvocationsAsync(Token).AsTask().Bounded();

    public static Task Bounded(this Task task) => task.WaitAsync(Bound, TimeProvider.System, Token);

    public static Task<T> Bounded<T>(this Task<T> task) => task.WaitAsync(Bound, TimeProvider.System, Token);

    /// <summary>Expects a fault of the store that names every one of <paramref name="named"/>, and never the secret.</summary>
    public static async Task<BackendException> RefusesAsync(Func<ValueTask> action, params string[] named)
    {
        Exception? error = await Xunit.Record.ExceptionAsync(() => action().AsTask().Bounded());
        BackendException fault = error as BackendException ?? throw new InvalidOperationException($"Expected a BackendException, saw {error?.ToString() ?? "none"}.");
        Assert.All(named, n => Assert.Contains(n, fault.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(Server.Secret, fault.ToString(), StringComparison.Ordinal);
        return fault;
    }
}
