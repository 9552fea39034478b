using Pynenc.Testing;

namespace Pynenc.Invocations;

/// <summary>Waiting for many: in which order, what a failure does, and how far it is.</summary>
public sealed class GroupTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_in_order_come_as_soon_as_those_before_them()
    {
        await using Gates gates = await Gates.OpenAsync(3);
        await using IAsyncEnumerator<int> results = gates.Group.InOrderAsync(Token).GetAsyncEnumerator(Token);
        Task<bool> first = results.MoveNextAsync().AsTask();
        await gates.LetAsync(2);
        Assert.False(first.IsCompleted);

        await gates.LetAsync(0);
        Assert.True(await first);
        Assert.Equal(0, results.Current);
        await gates.LetAsync(1);

        Assert.True(await results.MoveNextAsync());
        Assert.Equal(1, results.Current);
        Assert.True(await results.MoveNextAsync());
        Assert.Equal(2, results.Current);
        Assert.False(await results.MoveNextAsync());
    }

    [Fact]
    public async Task A_failure_in_order_is_thrown_in_its_turn()
    {
        await using Gates gates = await Gates.OpenAsync(3);
        await using IAsyncEnumerator<int> results = gates.Group.InOrderAsync(Token).GetAsyncEnumerator(Token);
        await gates.FailAsync(1);
        await gates.LetAsync(0);

        Assert.True(await results.MoveNextAsync());
        var failed = await Assert.ThrowsAsync<InvocationFailedException>(async () => await results.MoveNextAsync());
        Assert.Equal(gates.Group.Ids[1], failed.InvocationId);
    }

    [Theory]
    [InlineData("all")]
    [InlineData("in order")]
    [InlineData("as they come")]
    public async Task The_first_failure_may_cancel_the_rest_at_once(string how)
    {
        await using Gates gates = await Gates.OpenAsync(3);
        Task<int> waiting = ConsumeAsync(gates.Group, how, FirstFailure.CancelOthers);
        await gates.FailAsync(2);

        var failed = await Assert.ThrowsAsync<InvocationFailedException>(() => waiting);

        Assert.Equal(gates.Group.Ids[2], failed.InvocationId);
        foreach (Invocation<int> other in gates.Group.Invocations.Take(2))
        {
            HistoryEntry end = (await other.HistoryAsync(Token))[^1];
            Assert.Equal((InvocationStatus.Cancelled, $"Invocation {failed.InvocationId} of its group is failed."), (end.Status, end.Reason));
        }
    }

    [Theory]
    [InlineData("all")]
    [InlineData("as they come")]
    public async Task The_first_failure_may_be_thrown_while_the_others_go_on(string how)
    {
        await using Gates gates = await Gates.OpenAsync(3);
        Task<int> waiting = ConsumeAsync(gates.Group, how, FirstFailure.Throw);
        await gates.FailAsync(1);

        await Assert.ThrowsAsync<InvocationFailedException>(() => waiting);

        await gates.LetAsync(0);
        Assert.Equal(0, await gates.Group.Invocations[0].ResultAsync(null, Token));
    }

    [Theory]
    [InlineData("all", 0)]
    [InlineData("in order", 2)]
    [InlineData("as they come", 2)]
    public async Task A_failure_may_wait_until_all_others_have_ended(string how, int seen)
    {
        await using Gates gates = await Gates.OpenAsync(3);
        int count = 0;
        Task<int> waiting = ConsumeAsync(gates.Group, how, FirstFailure.WaitForAll, () => count++);
        await gates.FailAsync(1);
        await gates.LetAsync(2);
        Assert.False(waiting.IsCompleted);
        await gates.LetAsync(0);

        var failed = await Assert.ThrowsAsync<InvocationFailedException>(() => waiting);

        Assert.Equal(gates.Group.Ids[1], failed.InvocationId);
        Assert.Equal(seen, count);
    }

    [Fact]
    public async Task Outcomes_tell_of_every_member_and_throw_for_none()
    {
        await using Gates gates = await Gates.OpenAsync(4);
        await gates.LetAsync(0);
        await gates.FailAsync(1);
        await gates.Group.Invocations[2].CancelAsync("enough", Token);
        await gates.LetAsync(3);

        MemberOutcome<int>[] outcomes = [.. await gates.Group.OutcomesAsync(Token).OrderBy(o => o.Index).ToListAsync(Token)];

        Assert.Equal([true, false, false, true], outcomes.Select(o => o.IsSuccess));
        Assert.Equal([0, 3], outcomes.Where(o => o.IsSuccess).Select(o => o.Result));
        Assert.True(Assert.IsType<InvocationFailedException>(outcomes[1].Error).Is<InvalidOperationException>());
        Assert.Equal("enough", Assert.IsType<InvocationCancelledException>(outcomes[2].Error).Reason);
        Assert.Throws<InvocationCancelledException>(() => outcomes[2].Result);
    }

    [Fact]
    public async Task Progress_counts_what_has_settled_and_does_not_wait()
    {
        await using Gates gates = await Gates.OpenAsync(4);
        Assert.Equal(new GroupProgress(4, 0, 0, 0, 0), await gates.Group.ProgressAsync(Token));
        await gates.LetAsync(0);
        await gates.FailAsync(1);
        await gates.Group.Invocations[2].CancelAsync(null, Token);

        GroupProgress progress = await gates.Group.ProgressAsync(Token);

        Assert.Equal(new GroupProgress(4, 1, 1, 1, 0), progress);
        Assert.Equal((3, 1, false), (progress.Settled, progress.Left, progress.IsDone));
    }

    [Fact]
    public async Task Progress_is_told_whenever_it_is_made()
    {
        await using Gates gates = await Gates.OpenAsync(2);
        await using IAsyncEnumerator<GroupProgress> steps = gates.Group.WatchAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await steps.MoveNextAsync());
        Assert.Equal(0, steps.Current.Settled);
        Task<bool> next = steps.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);

        await gates.FailAsync(1);
        Assert.True(await next);
        Assert.Equal(new GroupProgress(2, 0, 1, 0, 0), steps.Current);
        await gates.LetAsync(0);
        Assert.True(await steps.MoveNextAsync());
        Assert.True(steps.Current.IsDone);
        Assert.False(await steps.MoveNextAsync());
    }

    [Fact]
    public async Task A_group_is_made_again_from_ids_and_from_handles_of_different_tasks()
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple<int>, int> twice = app.Task("twice", (int x) => 2 * x);
        TaskHandle<ValueTuple<string>, int> length = app.Task("length", (string text) => text.Length);
        Invocation<int> one = await twice.CallAsync(21, cancellationToken: Token);
        Invocation<int> two = await length.CallAsync("abc", cancellationToken: Token);

        Assert.Equal([42, 3], await app.Group([one, two]));
        Assert.Equal([3, 42, 3], await app.Group<int>([two.Id, one.Id, two.Id]));
        Assert.Equal([3, 42, 3], await app.Group<int>([two.Id, one.Id, two.Id]).InOrderAsync(Token).ToListAsync(Token));
        Assert.Equal(new GroupProgress(3, 3, 0, 0, 0), await app.Group<int>([two.Id, one.Id, two.Id]).ProgressAsync(Token));
        await Assert.ThrowsAsync<InvocationNotFoundException>(async () => await app.Group<int>([one.Id, InvocationId.New()]));
        await Assert.ThrowsAsync<InvocationNotFoundException>(async () => await app.Group<int>([one.Id, InvocationId.New()]).ProgressAsync(Token));
        Assert.True((await app.Group<int>([]).ProgressAsync(Token)).IsDone);
    }

    [Fact]
    public async Task A_group_takes_no_members_of_another_application()
    {
        await using PynencApp app = PynencTest.Inline();
        await using PynencApp other = PynencTest.Inline(o => o.AppId("other"));
        Invocation<int> stranger = await other.Task("one", () => 1).CallAsync();

        Assert.Contains("belongs to application 'other'", Assert.Throws<ArgumentException>(() => app.Group([stranger])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_waits_for_all_pauses_once()
    {
        await using PynencTest test = await PynencTest.StartAsync(runner: o => o.Slots = 1, cancellationToken: Token);
        TaskHandle<ValueTuple<int>, int> child = test.App.Task("child", (int x) => x);
        TaskHandle<ValueTuple, int> parent = test.App.Task("parent", async () => (await (await child.ParallelizeAsync(Enumerable.Range(0, 50)))).Sum());
        Invocation<int> call = await parent.CallAsync();

        Assert.Equal(1225, await test.ResultAsync(call, Token));
        Assert.Single(await call.HistoryAsync(Token), h => h.Status == InvocationStatus.Paused);
    }

    private static async Task<int> ConsumeAsync(InvocationGroup<int> group, string how, FirstFailure onFailure, Action? onResult = null)
    {
        if (how == "all")
        {
            return (await group.AllAsync(onFailure, Token)).Count;
        }

        IAsyncEnumerable<int> results = how == "in order" ? group.InOrderAsync(onFailure, Token) : group.ResultsAsync(onFailure, Token);
        int count = 0;
        await foreach (int _ in results)
        {
            count++;
            onResult?.Invoke();
        }

        return count;
    }

    /// <summary>A group whose members end when they are told to.</summary>
    private sealed class Gates : IAsyncDisposable
    {
        private readonly PynencApp _app = PynencApp.Create(o => o.UseMemory());
        private TaskCompletionSource<int>[] _ends = [];
        private ThreadRunner? _runner;

        public InvocationGroup<int> Group { get; private set; } = null!;

        public static async Task<Gates> OpenAsync(int members)
        {
            var gates = new Gates { _ends = [.. Enumerable.Range(0, members).Select(_ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously))] };
            TaskHandle<ValueTuple<int>, int> member = gates._app.Task("member", (int i, CancellationToken ct) => gates._ends[i].Task.WaitAsync(ct));
            gates.Group = await member.ParallelizeAsync(Enumerable.Range(0, members), cancellationToken: Token);
            gates._runner = await gates._app.StartThreadRunnerAsync(cancellationToken: Token);
            return gates;
        }

        public Task LetAsync(int member)
        {
            _ends[member].SetResult(member);
            return SettledAsync(member);
        }

        public Task FailAsync(int member)
        {
            _ends[member].SetException(new InvalidOperationException("no"));
            return SettledAsync(member);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (TaskCompletionSource<int> end in _ends)
            {
                end.TrySetResult(0);
            }

            await _runner!.DisposeAsync();
            await _app.DisposeAsync();
        }

        /// <summary>Completes when everybody can know that the member has settled.</summary>
        private async Task SettledAsync(int member)
        {
            await foreach (MemberOutcome<int> _ in _app.Group([Group.Invocations[member]]).OutcomesAsync(Token))
            {
            }
        }
    }
}
