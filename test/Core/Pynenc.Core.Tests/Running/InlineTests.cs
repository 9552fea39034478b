using Microsoft.Extensions.DependencyInjection;
using Pynenc.Testing;

namespace Pynenc.Running;

public sealed class InlineTests
{
    [Fact]
    public async Task A_call_has_run_when_it_returns()
    {
        int runs = 0;
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple<int>, int> twice = app.Task("twice", (int x) => { runs++; return 2 * x; });
        Invocation<int> call = await twice.CallAsync(21);
        Assert.Equal(1, runs);
        Assert.Equal(42, await call);
        Assert.Equal(InvocationStatus.Success, await call.StatusAsync());
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Retries_children_and_groups_run_inline_too()
    {
        int runs = 0;
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple<int>, int> child = app.Task("child", (int x) => ++runs == 1 ? throw new TimeoutException() : x, new TaskOptions { MaxRetries = 1 });
        TaskHandle<ValueTuple, int> parent = app.Task("parent", async () => (await (await child.ParallelizeAsync([1, 2, 3])).AllAsync()).Sum());
        Invocation<int> call = await parent.CallAsync();
        Assert.Equal(6, await call);
        Assert.Equal(4, runs);
        InvocationPageCheck(await app.PageAsync(new Backend.InvocationFilter { Parent = call.Id }), 3);
    }

    [Fact]
    public async Task A_delay_is_not_waited_for()
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple, int> one = app.Task("one", () => 1);
        Assert.Equal(1, await await one.CallAsync(new CallOptions { Delay = TimeSpan.FromDays(1) }));
    }

    [Fact]
    public async Task A_failure_is_thrown_to_who_awaits_it()
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple, int> fail = app.Task("fail", int () => throw new InvalidOperationException("no"));
        Invocation<int> call = await fail.CallAsync();
        var error = await Assert.ThrowsAsync<InvocationFailedException>(async () => await call);
        Assert.True(error.Is<InvalidOperationException>());
        Assert.Equal(call.Id, error.InvocationId);
    }

    [Fact]
    public async Task A_body_knows_itself_and_nobody_else_does()
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple, string> who = app.Task("who", () => InvocationContext.Current!.InvocationId.ToString());
        Invocation<string> call = await who.CallAsync();
        Assert.Equal(call.Id.ToString(), await call);
        Assert.Null(InvocationContext.Current);
    }

    [Fact]
    public async Task Each_invocation_has_a_scope_of_its_own_that_ends_with_it()
    {
        await using ServiceProvider services = new ServiceCollection().AddScoped<Scoped>().BuildServiceProvider();
        await using PynencApp app = PynencTest.Inline(o => o.UseServices(services));
        var seen = new List<Scoped>();
        TaskHandle<ValueTuple, int> task = app.Task("scoped", () =>
        {
            Scoped scoped = InvocationContext.Current!.Services.GetRequiredService<Scoped>();
            Assert.False(scoped.IsDisposed);
            seen.Add(scoped);
            return 1;
        });
        await await task.CallAsync();
        await await task.CallAsync();
        Assert.NotSame(seen[0], seen[1]);
        Assert.All(seen, scoped => Assert.True(scoped.IsDisposed));
    }

    [Fact]
    public async Task Asking_for_services_that_were_never_configured_names_the_line_to_add()
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple, int> task = app.Task("t", () => { InvocationContext.Current!.Services.GetService(typeof(Scoped)); return 1; });
        var error = await Assert.ThrowsAsync<InvocationFailedException>(async () => await await task.CallAsync());
        Assert.Contains("o.UseServices(serviceProvider)", error.Error.Message, StringComparison.Ordinal);
    }

    private static void InvocationPageCheck(Backend.InvocationPage page, int count) => Assert.Equal(count, page.Items.Count);

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
