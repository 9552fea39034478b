using Pynenc.Backend;

namespace Pynenc.MongoDB.Tests;

/// <summary>A history outgrows its invocation's document without anybody noticing.</summary>
public sealed class LongHistoryTests
{
    [Fact]
    public async Task Rows_that_moved_are_read_in_order_with_their_numbers_and_epochs()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        (InvocationId id, int rounds) = await GrowAsync(it, 3 * History.MostBytes);
        IReadOnlyList<HistoryEntry> history = await it.App.State.Queries.GetHistoryAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(1 + (3 * rounds), history.Count);
        Assert.Equal(Enumerable.Range(1, history.Count), history.Select(h => h.Sequence));
        Assert.Equal(Enumerable.Range(0, history.Count).Select(i => (long)(i + 2) / 3), history.Select(h => h.Epoch));
        Assert.NotEmpty(await it.AllAsync(CollectionNames.History));
        Assert.InRange((await it.AllAsync(CollectionNames.Invocations)).Single()[Field.HistoryBytes].ToInt32(), 1, 2 * History.MostBytes);
    }

    [Fact]
    public async Task A_repeat_is_still_recognised_after_the_rows_have_moved()
    {
        await using MongoApp it = await MongoApp.OpenAsync();
        (InvocationId id, _) = await GrowAsync(it, 2 * History.MostBytes);
        Fence fence = await it.ClaimedAsync(await it.RunnerAsync(), id);
        TransitionRequest end = Records.Move(id, fence, InvocationStatus.Running, InvocationStatus.Success);
        for (int i = 0; i < 2; i++)
        {
            IReadOnlyList<TransitionOutcome> outcomes = await it.App.State.Invocations.TransitionAsync([end], TestContext.Current.CancellationToken);
            Assert.Equal(TransitionResult.Applied, outcomes[0].Result);
        }

        Assert.Equal(InvocationStatus.Success, (await it.App.State.Queries.GetHistoryAsync(id, TestContext.Current.CancellationToken))[^1].Status);
    }

    /// <summary>Retries one invocation, each time for a long reason, until its history has grown so far.</summary>
    internal static async Task<(InvocationId Id, int Rounds)> GrowAsync(MongoApp it, int bytes)
    {
        const int longReason = 10_000;
        CancellationToken token = TestContext.Current.CancellationToken;
        InvocationRecord record = Records.New();
        await it.App.State.Invocations.PublishAsync([record], token);
        RunnerId runner = await it.RunnerAsync();
        int rounds = bytes / longReason;
        for (int i = 0; i < rounds; i++)
        {
            Fence fence = await it.ClaimedAsync(runner, record.Id);
            TransitionRequest retry = Records.Move(record.Id, fence, InvocationStatus.Running) with
            {
                Path = [new StatusStep(InvocationStatus.Running, DateTimeOffset.UnixEpoch), new StatusStep(InvocationStatus.Retry, DateTimeOffset.UnixEpoch, new string('x', longReason))],
            };
            Assert.Equal(TransitionResult.Applied, (await it.App.State.Invocations.TransitionAsync([retry], token))[0].Result);
        }

        return (record.Id, rounds);
    }
}
