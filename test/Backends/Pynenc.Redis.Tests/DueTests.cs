using Pynenc.Backend;

namespace Pynenc.Redis.Tests;

/// <summary>The server's clock says what is due, the runner's what stands in the history: the two never contradict each other.</summary>
public sealed class DueTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_runner_asked_for_a_moment_early_is_written_down_at_its_due_time(bool isBlocked)
    {
        await using PynencApp app = Server.App(await Server.SharedAsync());
        var limit = new ConcurrencyLimit("slots", 1);
        InvocationId holder = await app.PublishAsync(app.Record() with { Concurrency = limit });
        RunnerId runner = await app.RunnerAsync();
        if (isBlocked)
        {
            await app.ClaimAsync(runner, holder);
        }

        var due = DateTimeOffset.FromUnixTimeMilliseconds(app.Time.GetUtcNow().AddMilliseconds(200).ToUnixTimeMilliseconds());
        InvocationId id = await app.PublishAsync(app.Record() with { Concurrency = limit, NotBefore = due });
        ClaimOutcome outcome;
        do
        {
            outcome = (await app.State.Invocations.ClaimAsync(new ClaimRequest(runner, [id], due.AddMilliseconds(-5)), Verbs.Token))[0];
        }
        while (outcome.Result == ClaimResult.NotDue);
        Assert.Equal(isBlocked ? ClaimResult.Blocked : ClaimResult.Claimed, outcome.Result);
        HistoryEntry row = (await app.State.Queries.GetHistoryAsync(id, Verbs.Token))[^1];
        Assert.Equal(isBlocked ? InvocationStatus.ConcurrencyControlled : InvocationStatus.Pending, row.Status);
        Assert.Equal(due, row.At);
    }
}
