using Microsoft.Extensions.DependencyInjection;
using Pynenc.Testing;

namespace Pynenc.Tasks;

/// <summary>Marked methods, called and run: what the generator wrote does what the method says.</summary>
public sealed class GeneratedTaskTests
{
    [Fact]
    public async Task A_static_task_is_called_by_its_own_parameters_and_defaults()
    {
        await using PynencApp app = PynencTest.Inline();
        Assert.Equal(3, await await app.Sums.AddAsync(1, 2));
        Assert.Equal(41, await await app.Sums.AddAsync(1));
        Assert.Equal([3, 7], await (await app.Sums.Add.ParallelizeAsync([(1, 2), (3, 4)])).AllAsync());
    }

    [Fact]
    public async Task A_task_knows_its_invocation_and_calls_others()
    {
        await using PynencApp app = PynencTest.Inline();
        Invocation<int> total = await app.Sums.TotalAsync([1, 2, 3]);
        Assert.Equal(126, await total);
        Assert.Equal(3, (await app.PageAsync(new Backend.InvocationFilter { Parent = total.Id })).Items.Count);
    }

    [Fact]
    public async Task An_instance_task_is_made_from_the_services_of_its_invocation()
    {
        await using ServiceProvider services = new ServiceCollection().AddScoped<Counter>().BuildServiceProvider();
        await using PynencApp app = PynencTest.Inline(o => o.UseServices(services));
        Assert.Equal("Hello Ada 1", await await app.Greeter.GreetAsync("Ada"));
        Assert.Equal("Hello Bob 1", await await app.Greeter.GreetAsync("Bob"));
    }

    [Fact]
    public async Task A_missing_service_fails_the_call_and_names_the_line_to_add()
    {
        await using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        await using PynencApp app = PynencTest.Inline(o => o.UseServices(services));
        Invocation<string> call = await app.Greeter.GreetAsync("Ada");
        var error = await Assert.ThrowsAsync<InvocationFailedException>(async () => await call);
        Assert.Contains("services.AddScoped<Counter>()", error.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_task_without_needs_works_without_services()
    {
        await using PynencApp app = PynencTest.Inline();
        Assert.Equal(9, await await app.Squares.SquareAsync(3));
    }
}

public static class Sums
{
    [PynencTask]
    public static int Add(int x, int y = 40) => x + y;

    [PynencTask]
    public static async Task<int> Total(int[] numbers, InvocationContext context, CancellationToken cancellationToken)
    {
        InvocationGroup<int> group = await context.App.Sums.Add.ParallelizeAsync(numbers.Select(n => (n, 40)), cancellationToken: cancellationToken);
        return (await group.AllAsync(cancellationToken)).Sum();
    }
}

public sealed class Counter
{
    private int _count;

    public int Next() => ++_count;
}

public sealed class Greeter(Counter counter)
{
    [PynencTask]
    public ValueTask<string> GreetAsync(string name) => new($"Hello {name} {counter.Next()}");
}

public sealed class Squares
{
    private readonly int _power = 2;

    [PynencTask]
    public int Square(int x) => (int)Math.Pow(x, _power);
}
