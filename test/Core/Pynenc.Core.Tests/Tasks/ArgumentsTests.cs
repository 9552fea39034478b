using System.Text;
using Pynenc.Testing;

namespace Pynenc.Tasks;

public sealed class ArgumentsTests
{
    [Theory]
    [InlineData("""{"x":1,"y":"a"}""", "1a")]
    [InlineData("""{"y":"a","x":1}""", "1a")]
    [InlineData("""{"x":1}""", "1none")]
    [InlineData(""" { "y" : null , "x" : 1 } """, "1")]
    public async Task Arguments_are_found_in_any_order_and_defaults_fill_what_lacks(string json, string expected)
    {
        await using PynencApp app = PynencTest.Inline();
        app.Task("join", (Func<int, string?, string>)Join);
        Invocation call = await app.CallJsonAsync("join", json, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(expected, await app.Invocation<string>(call.Id));
    }

    [Theory]
    [InlineData("""{"y":"a"}""", "Argument 'x' of type System.Int32 is missing")]
    [InlineData("""{"x":"one"}""", "Argument 'x' is not a System.Int32")]
    [InlineData("""{"x":1,"z":2}""", "The task has no parameter 'z'; it has 'x', 'y'")]
    [InlineData("""{"x":1,"x":2}""", "An argument is given twice")]
    [InlineData("[1]", "They are not a JSON object")]
    [InlineData("", "cannot be read")]
    [InlineData("""{"x":1""", "cannot be read")]
    public async Task Arguments_that_do_not_fit_are_refused_and_nothing_is_stored(string json, string fault)
    {
        await using PynencApp app = PynencTest.Inline();
        app.Task("join", (Func<int, string?, string>)Join);
        var error = await Assert.ThrowsAsync<PayloadException>(async () =>
            await app.CallJsonAsync("join", json, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.Empty(await app.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Calling_an_unknown_task_names_it_and_those_there_are()
    {
        await using PynencApp app = PynencTest.Inline();
        app.Task("known", () => 1);
        var error = await Assert.ThrowsAsync<UnknownTaskException>(async () => await app.CallJsonAsync("unknown", "{}"));
        Assert.Contains("'unknown'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'known'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_argument_that_cannot_be_serialized_is_refused_by_name_and_nothing_is_stored()
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple<Loop>, int> task = app.Task("loop", (Loop loop) => 1);
        var loop = new Loop();
        loop.Self = loop;
        var error = await Assert.ThrowsAsync<PayloadException>(async () => await task.CallAsync(loop));
        Assert.Contains("Task 'loop': Argument 'loop'", error.Message, StringComparison.Ordinal);
        Assert.Empty(await app.CountAsync());
    }

    [Fact]
    public async Task Arguments_over_the_limit_are_refused_with_size_limit_and_option()
    {
        await using PynencApp app = PynencTest.Inline(o => o.Configure(c => (c.MaxPayloadBytes, c.ClientDataThreshold) = (1024, 0)));
        TaskHandle<ValueTuple<string>, int> task = app.Task("length", (string text) => text.Length);
        var error = await Assert.ThrowsAsync<PayloadException>(async () => await task.CallAsync(new string('x', 2000)));
        Assert.Contains("2,011 bytes; the limit is 1,024", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxPayloadBytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(await app.CountAsync());
    }

    [Fact]
    public async Task One_bad_item_in_a_batch_stores_none_of_it()
    {
        await using PynencApp app = PynencTest.Inline(o => o.Configure(c => (c.MaxPayloadBytes, c.ClientDataThreshold) = (1024, 0)));
        TaskHandle<ValueTuple<string>, int> task = app.Task("length", (string text) => text.Length);
        await Assert.ThrowsAsync<PayloadException>(async () => await task.ParallelizeAsync(["fine", new string('x', 2000)]));
        Assert.Empty(await app.CountAsync());
    }

    [Fact]
    public async Task Values_of_every_common_kind_come_back_as_they_were()
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple<Everything>, Everything> echo = app.Task("echo", (Everything value) => value);
        var value = new Everything(
            double.NaN, decimal.MaxValue, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)), TimeSpan.FromTicks(7),
            Guid.CreateVersion7(), "ünïcödé 🎈", null, [1, 2, 3], new Dictionary<string, int> { ["a"] = 1 });
        Everything back = await await echo.CallAsync(value);
        Assert.Equal(value with { Numbers = back.Numbers, Map = back.Map }, back);
        Assert.Equal(value.Numbers, back.Numbers);
        Assert.Equal(value.Map, back.Map);
    }

    [Theory]
    [InlineData(-1, "MaxRetries is -1")]
    [InlineData(1001, "MaxRetries is 1001")]
    public async Task Options_out_of_range_are_refused_at_registration(int retries, string fault)
    {
        await using PynencApp app = PynencTest.Inline();
        var error = Assert.Throws<PynencConfigurationException>(() => app.Task("t", () => 1, new TaskOptions
        {
            MaxRetries = retries, Queue = "Bad Queue", Priority = double.NaN, RetryFor = [typeof(string)], Aliases = ["a b"],
        }));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.Equal(5, error.Problems.Count);
    }

    [Fact]
    public async Task Two_tasks_of_one_id_are_refused_aliases_included()
    {
        await using PynencApp app = PynencTest.Inline();
        int declared = app.Tasks.Count;
        app.Task("a", () => 1, new TaskOptions { Aliases = ["old"] });
        Assert.Throws<PynencConfigurationException>(() => app.Task("a", () => 2));
        Assert.Throws<PynencConfigurationException>(() => app.Task("old", () => 2));
        Assert.Throws<PynencConfigurationException>(() => app.Task("b", () => 2, new TaskOptions { Aliases = ["a"] }));
        Assert.Equal(declared + 2, app.Tasks.Count);
    }

    [Fact]
    public async Task Stored_arguments_are_one_json_object_in_the_order_of_the_parameters()
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<(int, string?), string> join = app.Task("join", (Func<int, string?, string>)Join);
        Invocation<string> call = await join.CallAsync(1, "a");
        Assert.Equal("""{"x":1,"y":"a"}""", Encoding.UTF8.GetString((await call.StateAsync()).Record.Arguments.Span));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(366 * 24)]
    public async Task A_delay_out_of_range_is_refused_and_nothing_is_stored(int hours)
    {
        await using PynencApp app = PynencTest.Inline();
        TaskHandle<ValueTuple, int> task = app.Task("t", () => 1);
        await Assert.ThrowsAsync<ArgumentException>(async () => await task.CallAsync(new CallOptions { Delay = TimeSpan.FromHours(hours) }));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await task.CallAsync(new CallOptions { Delay = TimeSpan.FromHours(1), NotBefore = app.Time.GetUtcNow() }));
        Assert.Empty(await app.CountAsync());
    }

    private static string Join(int x, string? y = "none") => $"{x}{y}";

    public sealed record Everything(
        double Number, decimal Money, DateTimeOffset When, TimeSpan Long, Guid Id, string Text, string? Missing, List<int> Numbers, Dictionary<string, int> Map);

    public sealed class Loop
    {
        public Loop? Self { get; set; }
    }
}
