using Pynenc.Backend;
using Pynenc.Testing;

namespace Pynenc.Tasks;

/// <summary>Tasks that are called like plain methods.</summary>
public sealed class DirectTaskTests
{
    [Fact]
    public async Task A_call_gives_the_result_and_leaves_an_invocation()
    {
        await using PynencApp app = PynencTest.Inline();
        int runs = 0;
        Func<Task<int>> one = app.DirectTask("one", () => 1);
        Func<int, int, Task<int>> add = app.DirectTask("add", (int x, int y) => x + y);
        Func<int, Task<int>> twice = app.DirectTask("twice", async (int x) => { await Task.Yield(); return 2 * x; });
        Func<string, Task> note = app.DirectTask("note", (string text) => { runs += text.Length; });
        Func<string, Task> noteLater = app.DirectTask("note-later", async (string text) => { await Task.Yield(); runs += text.Length; });

        Assert.Equal((1, 3, 8), (await one(), await add(1, 2), await twice(4)));
        await note("abc");
        await noteLater("de");
        Assert.Equal(5, runs);
        Assert.Equal(5, (await app.PageAsync()).Items.Count);
    }

    [Fact]
    public async Task A_failure_is_thrown_with_the_original_type_and_message()
    {
        await using PynencApp app = PynencTest.Inline();
        Func<int, Task<int>> fail = app.DirectTask("fail", int (int x) => throw new InvalidOperationException($"not {x}"));

        var failed = await Assert.ThrowsAsync<InvocationFailedException>(() => fail(3));

        Assert.True(failed.Is<InvalidOperationException>());
        Assert.Equal("not 3", failed.Error.Message);
    }

    [Fact]
    public async Task One_slot_is_enough_for_methods_that_call_methods()
    {
        await using PynencTest test = await PynencTest.StartAsync(runner: o => o.Slots = 1);
        Func<int, Task<int>>? factorial = null;
        factorial = test.App.DirectTask("factorial", async (int n) => n < 2 ? 1 : n * await factorial!(n - 1));

        Assert.Equal(120, await factorial(5));
    }

    [Fact]
    public async Task A_marked_method_is_called_like_one_too_with_options_for_every_call()
    {
        await using PynencApp app = PynencTest.Inline();
        Func<string, int, Task<int>> bill = app.LimitedJobs.Bill.AsMethod(new CallOptions { Priority = 7 });

        Assert.Equal(5, await bill("abc", 2));
        Assert.Equal(7, Assert.Single((await app.PageAsync()).Items).Record.Priority.Value);
    }

    [Fact]
    public async Task A_parallel_method_splits_its_calls_and_joins_the_results()
    {
        await using PynencApp app = PynencTest.Inline();
        Func<int[], Task<int>> sum = app.DirectTask("sum", (int[] part) => part.Sum(), all => all.Chunk(10), sums => sums.Sum());
        Func<int, int, Task<long>> range = app.DirectTask(
            "range",
            (int from, int to) => Enumerable.Range(from, to - from).Sum(i => (long)i),
            (from, to) => Enumerable.Range(0, 4).Select(i => (from + ((to - from) * i / 4), from + ((to - from) * (i + 1) / 4))),
            sums => sums.Sum());
        Func<string, Task<string>> upper = app.Task("upper", (string word) => word.ToUpperInvariant()).AsParallelMethod((string line) => line.Split(' '), words => string.Join('_', words));

        Assert.Equal(4950, await sum([.. Enumerable.Range(0, 100)]));
        Assert.Equal(10, (await app.PageAsync(new InvocationFilter { Task = new TaskId("sum") })).Items.Count);
        Assert.Equal(0, await sum([]));
        Assert.Equal(499_500, await range(0, 1000));
        Assert.Equal("A_B_C", await upper("a b c"));
    }

    [Fact]
    public async Task A_part_that_fails_fails_the_call()
    {
        await using PynencApp app = PynencTest.Inline();
        Func<int[], Task<int>> sum = app.DirectTask("sum", (int[] part) => part[0] == 0 ? throw new TimeoutException() : part.Sum(), all => all.Chunk(1), sums => sums.Sum());

        Assert.True((await Assert.ThrowsAsync<InvocationFailedException>(() => sum([1, 0, 2]))).Is<TimeoutException>());
    }
}
