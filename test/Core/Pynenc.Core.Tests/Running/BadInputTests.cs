using System.Text.Json;
using System.Text.Json.Serialization;
using Pynenc.Testing;

namespace Pynenc.Running;

/// <summary>Bad input ends with a clear error; never with a claim that goes round, nor with a dead runner.</summary>
public sealed class BadInputTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_converter_that_throws_what_it_likes_while_arguments_are_read_parks_the_call_and_the_runner_goes_on()
    {
        await using PynencTest test = await PynencTest.StartAsync(o => o.AddJsonConverter(new Grumpy()), cancellationToken: Token);
        TaskHandle<ValueTuple<Version>, int> take = test.App.Task("take", (Version version) => version.Major);
        TaskHandle<ValueTuple, int> one = test.App.Task("one", () => 1);
        Invocation<int> call = await take.CallAsync(new Version(1, 2), cancellationToken: Token);

        var stopped = await Assert.ThrowsAsync<InvocationStoppedException>(() => test.ResultAsync(call, Token));

        Assert.Equal(InvocationStatus.Parked, stopped.Status);
        Assert.Contains("not today", stopped.Reason, StringComparison.Ordinal);
        Assert.Equal(1, await test.ResultAsync(await one.CallAsync(cancellationToken: Token), Token));
    }

    [Fact]
    public async Task A_result_whose_converter_throws_fails_the_call_with_its_reason()
    {
        await using PynencTest test = await PynencTest.StartAsync(o => o.AddJsonConverter(new Silent()), cancellationToken: Token);
        TaskHandle<ValueTuple, Version> give = test.App.Task("give", () => new Version(1, 2), new TaskOptions { MaxRetries = 3 });

        Invocation<Version> call = await give.CallAsync(cancellationToken: Token);
        var failed = await Assert.ThrowsAsync<InvocationFailedException>(() => test.ResultAsync(call, Token));

        Assert.Contains("cannot be", failed.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await call.HistoryAsync(Token)).Count(h => h.Status == InvocationStatus.Running));
    }

    [Fact]
    public async Task An_exception_that_cannot_be_described_fails_the_call_and_the_runner_goes_on()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple, int> wild = test.App.Task("wild", int () => throw new Indescribable());
        TaskHandle<ValueTuple, int> one = test.App.Task("one", () => 1);

        var failed = await Assert.ThrowsAsync<InvocationFailedException>(async () => await test.ResultAsync(await wild.CallAsync(cancellationToken: Token), Token));

        Assert.True(failed.Is<Indescribable>());
        Assert.Equal(1, await test.ResultAsync(await one.CallAsync(cancellationToken: Token), Token));
    }

    [Fact]
    public async Task Cancelling_what_has_ended_changes_nothing_and_says_so()
    {
        await using PynencApp app = PynencTest.Inline();
        Invocation<int> ended = await app.Task("one", () => 1).CallAsync(cancellationToken: Token);

        Assert.False(await ended.CancelAsync("too late", Token));
        Assert.Equal(InvocationStatus.Success, await ended.StatusAsync(Token));
        await Assert.ThrowsAsync<InvocationNotFoundException>(async () => await app.Invocation<int>(InvocationId.New()).CancelAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task A_start_in_the_past_means_at_once()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple, int> one = test.App.Task("one", () => 1);

        Assert.Equal(1, await test.ResultAsync(await one.CallAsync(new CallOptions { NotBefore = DateTimeOffset.MinValue }, Token), Token));
    }

    [Fact]
    public async Task A_start_beyond_all_plans_is_refused_and_nothing_is_stored()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple, int> one = test.App.Task("one", () => 1);

        var refused = await Assert.ThrowsAsync<ArgumentException>(async () => await one.CallAsync(new CallOptions { NotBefore = DateTimeOffset.MaxValue }, Token));

        Assert.Contains("NotBefore is 9999-12-31", refused.Message, StringComparison.Ordinal);
        Assert.Contains("at most 3,650 days", refused.Message, StringComparison.Ordinal);
        Assert.Empty((await test.App.PageAsync(cancellationToken: Token)).Items);
    }

    [Fact]
    public async Task A_time_out_shorter_than_the_heartbeat_is_kept()
    {
        await using PynencTest test = await PynencTest.StartAsync(cancellationToken: Token);
        TaskHandle<ValueTuple, Unit> slow = test.App.Task(
            "slow",
            (CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token),
            new TaskOptions { Timeout = TimeSpan.FromMilliseconds(1) });

        var failed = await Assert.ThrowsAsync<InvocationFailedException>(async () => await test.ResultAsync(await slow.CallAsync(cancellationToken: Token), Token));

        Assert.True(failed.Is<TimeoutException>());
    }

    private sealed class Grumpy : JsonConverter<Version>
    {
        public override Version Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new FormatException("not today");

        public override void Write(Utf8JsonWriter writer, Version value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class Silent : JsonConverter<Version>
    {
        public override Version Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Version value, JsonSerializerOptions options) => throw new ArithmeticException("never");
    }

#pragma warning disable CA1032, CA1064 // Made to be thrown here only, and as strange as can be.
    private sealed class Indescribable : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override string? StackTrace => throw new InvalidOperationException("no stack");

        public override System.Collections.IDictionary Data => throw new InvalidOperationException("no data");

        public override string ToString() => throw new InvalidOperationException("no text");
    }
#pragma warning restore CA1032, CA1064
}
