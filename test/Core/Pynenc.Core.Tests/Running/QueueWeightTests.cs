using System.Collections.Concurrent;
using Pynenc.Memory;

namespace Pynenc.Running;

/// <summary>Queues with weights: how often each comes first, and that none starves.</summary>
public sealed class QueueWeightTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public void Each_queue_comes_first_as_often_as_its_weight_says()
    {
        var turns = new QueueTurns([(new QueueName("a"), 6), (new QueueName("b"), 3), (new QueueName("c"), 1)], new Random(17));
        QueueName[][] drawn = [.. Enumerable.Range(0, 10_000).Select(_ => turns.Draw())];

        Assert.All(drawn, order => Assert.Equal(["a", "b", "c"], order.Select(q => q.Value).Order(StringComparer.Ordinal)));
        Assert.InRange(drawn.Count(o => o[0].Value == "a"), 5800, 6200);
        Assert.InRange(drawn.Count(o => o[0].Value == "b"), 2800, 3200);
        Assert.InRange(drawn.Count(o => o[0].Value == "c"), 850, 1150);

        // Behind a, the other two keep their relation.
        Assert.InRange(drawn.Where(o => o[0].Value == "a").Count(o => o[1].Value == "b") / (double)drawn.Count(o => o[0].Value == "a"), 0.71, 0.79);
    }

    [Fact]
    public async Task A_runner_serves_full_queues_by_their_weights_and_empties_all_of_them()
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        var ran = new ConcurrentQueue<string>();
        TaskHandle<ValueTuple<string>, int> work = app.Task("work", (string queue) => { ran.Enqueue(queue); return 1; });
        var calls = new List<Invocation<int>>();
        foreach (string queue in (string[])["often", "seldom", "plain", "other"])
        {
            calls.AddRange((await work.ParallelizeAsync(Enumerable.Repeat(queue, 200), new CallOptions { Queue = new QueueName(queue) }, Token)).Invocations);
        }

        await using ThreadRunner runner = await app.StartThreadRunnerAsync(
            o =>
            {
                o.Slots = 1;
                o.MaxPrefetch = 0;
                o.Queues = ["plain", "often"];
                o.QueueWeights = new Dictionary<string, int> { ["often"] = 8, ["seldom"] = 1 };
                o.Chance = new Random(5);
            },
            Token);
        await app.Group(calls.Take(600)).AllAsync(Token);

        string[] first = [.. ran.Take(150)];
        Assert.InRange(first.Count(q => q == "often"), 105, 135);
        Assert.InRange(first.Count(q => q == "seldom"), 6, 30);
        Assert.InRange(first.Count(q => q == "plain"), 6, 30);
        Assert.DoesNotContain("other", ran);
    }

    [Fact]
    public async Task Work_that_comes_while_all_queues_are_empty_is_taken_at_once()
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        TaskHandle<ValueTuple<int>, int> work = app.Task("work", (int x) => x, new TaskOptions { Queue = "b" });
        await using ThreadRunner runner = await app.StartThreadRunnerAsync(o => o.QueueWeights = new Dictionary<string, int> { ["a"] = 1000, ["b"] = 1 }, Token);

        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(i, await (await work.CallAsync(i, cancellationToken: Token)).ResultAsync(TimeSpan.FromSeconds(20), Token));
        }
    }

    [Fact]
    public async Task Weights_out_of_range_and_names_that_are_none_are_told_together()
    {
        await using var app = PynencApp.Create(o => o.UseMemory());
        var error = await Assert.ThrowsAsync<PynencConfigurationException>(async () => await app.StartThreadRunnerAsync(
            o => o.QueueWeights = new Dictionary<string, int> { ["zero"] = 0, ["much"] = 1001, ["No Name"] = 5 }, Token));

        Assert.Equal(3, error.Problems.Count);
        Assert.Contains("ThreadRunnerOptions.QueueWeights of 'zero' is 0; it must be 1 to 1,000. Leave a queue out that is not to be served.", error.Problems);
    }
}
