using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Calls that follow others: after one, after many, in a chain, after a failure; and whatever dies meanwhile.</summary>
internal static class ContinuationCases
{
    private const string Area = "continuations";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("What follows an invocation, a group or a task in a chain is given its result, on one slot", Area, async c =>
        {
            var twice = c.App.Task("twice", (int x) => 2 * x);
            var sum = c.App.Task("sum", (int[] all) => all.Sum());
            var show = c.App.Task("show", (int x, string unit) => $"{x} {unit}");
            Invocation<int> one = await twice.CallAsync(1, cancellationToken: c.Token);
            InvocationGroup<int> many = await twice.ParallelizeAsync(Enumerable.Range(0, 50), cancellationToken: c.Token);
            Invocation<string> then = await one.ThenAsync(show, "kg", cancellationToken: c.Token);
            Invocation<int> chord = await many.ThenAsync(sum, cancellationToken: c.Token);
            Invocation<string> chain = await twice.Then(twice).Then(show, "m").CallAsync(5, cancellationToken: c.Token);
            await c.StartRunnerAsync(configure: o => o.Slots = 1);
            Check.Equal("2 kg", await EngineCases.ResultAsync(c, then), "after one");
            Check.Equal(2450, await EngineCases.ResultAsync(c, chord), "after many");
            Check.Equal("20 m", await EngineCases.ResultAsync(c, chain), "the chain");
            Check.Equal(3, (await c.App.PageAsync(new InvocationFilter { Parent = chain.Id }, cancellationToken: c.Token)).Items.Count, "calls of the chain");
            await EngineCases.LegalAsync(c);
        }),
        new("What follows a failure is told of it, and what wanted a result fails", Area, async c =>
        {
            var fail = c.App.Task("fail", int (int x) => throw new InvalidOperationException("no stock"));
            var twice = c.App.Task("twice", (int x) => 2 * x);
            var tell = c.App.Task("tell", (InvocationFailure failure) => $"{failure.InvocationId} {failure.Error.Message}");
            var end = c.App.Task("end", (GroupProgress progress) => progress.Failed);
            await c.StartRunnerAsync();
            Invocation<int> failing = await fail.CallAsync(1, cancellationToken: c.Token);
            Invocation<int> fine = await twice.CallAsync(1, cancellationToken: c.Token);
            Check.Equal($"{failing.Id} no stock", await EngineCases.ResultAsync(c, await failing.OnFailureAsync(tell, cancellationToken: c.Token)), "the handler");
            Check.Equal(1, await EngineCases.ResultAsync(c, await c.App.Group([fine, failing]).OnEndAsync(end, cancellationToken: c.Token)), "the end of both");
            Invocation<int> then = await failing.ThenAsync(twice, cancellationToken: c.Token);
            Invocation<string> handler = await fine.OnFailureAsync(tell, cancellationToken: c.Token);
            var failure = await Check.ThrowsAsync<InvocationFailedException>(() => EngineCases.ResultAsync(c, then), "what wanted a result");
            Check.True(failure.Is<AntecedentFailedException>(), "it says why");
            await Check.ThrowsAsync<InvocationCancelledException>(() => EngineCases.ResultAsync(c, handler), "a handler that is not needed");
            await EngineCases.LegalAsync(c);
        }),
        new("A continuation goes on elsewhere when its runner dies, and what it had called is not called again", Area, async c =>
        {
            var began = new TaskCompletionSource();
            var finish = new TaskCompletionSource();
            var first = c.App.Task("first", (int x) => x + 1);
            var second = c.App.Task("second", async (int x) =>
            {
                began.TrySetResult();
                await finish.Task;
                return x * 10;
            });
            ThreadRunner runner = await c.StartRunnerAsync();
            Invocation<int> chain = await first.Then(second).Then(first).CallAsync(1, cancellationToken: c.Token);
            await c.DriveAsync(began.Task);
            RunnerId before = runner.Self.Id;
            await c.State.Runners.UnregisterAsync(before, c.Token);
            await c.App.SweepAsync(c.Token);
            finish.SetResult();
            await c.StartRunnerAsync();
            Task<int> result = EngineCases.ResultAsync(c, chain);
            await RecoveryCases.AdvanceUntilAsync(c, result);
            Check.Equal(21, await result, "result");
            Check.Sequence(
                ["first", "second", "first"],
                (await c.App.PageAsync(new InvocationFilter { Parent = chain.Id }, cancellationToken: c.Token)).Items.Select(i => i.Record.Task.Value));
            Check.True((await c.HistoryAsync(chain.Id)).Contains(InvocationStatus.RunningRecovery), "the history tells of the death");
            await EngineCases.LegalAsync(c);
        }),
    ];
}
