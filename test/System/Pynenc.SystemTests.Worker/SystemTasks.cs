using System.Diagnostics;

namespace Pynenc.SystemTests.Worker;

/// <summary>The tasks of the system tests; the tests call them, the workers run them.</summary>
public static class SystemTasks
{
    [PynencTask(Id = "echo")]
    public static async Task<int> Echo(int value, int milliseconds, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, cancellationToken);
        return value;
    }

    /// <summary>Says in a file that it began, then waits to be stopped; says so too.</summary>
    [PynencTask(Id = "linger")]
    public static async Task<int> Linger(string file, CancellationToken cancellationToken)
    {
        await File.AppendAllTextAsync(file, $"began {Environment.ProcessId}\n", cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await File.AppendAllTextAsync(file, "stopped\n", CancellationToken.None);
        return 0;
    }

    /// <summary>Says in a file that it began, and ends when a second file appears.</summary>
    [PynencTask(Id = "until")]
    public static async Task<int> Until(string began, string end)
    {
        await File.AppendAllTextAsync(began, $"{Environment.ProcessId}\n");
        while (!File.Exists(end))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return Environment.ProcessId;
    }

    [PynencTask(Id = "sum")]
    public static async Task<int> Sum(int children, InvocationContext context)
    {
        InvocationGroup<int> group = await context.App.SystemTasks.Echo.ParallelizeAsync(Enumerable.Range(0, children).Select(i => (i, 1)));
        return (await group.AllAsync()).Sum();
    }

    /// <summary>Fails on its first attempts, and counts them in a file, so that the count outlives the process.</summary>
    [PynencTask(Id = "flaky", MaxRetries = 50)]
    public static int Flaky(string file, int failures)
    {
        File.AppendAllText(file, "x");
        return new FileInfo(file).Length > failures ? failures : throw new TimeoutException("not yet");
    }

    /// <summary>Ends its whole process at once.</summary>
    [PynencTask(Id = "deadly")]
    public static int Deadly()
    {
        Process.GetCurrentProcess().Kill();
        return 0;
    }
}
