using Pynenc.Diagnostics;
using Pynenc.SystemTests.Worker;

namespace Pynenc.SystemTests.Faults;

/// <summary>Visits every fail point: a process dies there, freezes there, or gets no answer there, and nothing is lost.</summary>
public abstract class FailPointTests(Topology topology)
{
    protected async Task DieAsync(FaultCase it)
    {
        await using var run = new FaultRun(topology);
        foreach (int hit in new[] { 1, it.LaterHit })
        {
            if (it.Role == Role.Runner)
            {
                // Each time anew: who died at the first hit may have left too little to come to the later one.
                await run.PublishAsync();
            }

            if (it.NeedsOrphans)
            {
                await run.DiesAsync(run.Start(Role.Runner, $"{FailPoints.TakeClaimed}:kill"), FailPoints.TakeClaimed);
            }

            await run.DiesAsync(run.Start(it.Role, $"{it.Point}:kill:{hit}"), it.Point);
        }

        if (it.Role == Role.Producer)
        {
            await run.PublishAsync();
        }

        run.Start(Role.Runner);
        await run.EndsWellAsync();
    }

    protected async Task GetNoAnswerAsync(FaultCase it)
    {
        await using var run = new FaultRun(topology);
        if (it.Role == Role.Runner)
        {
            await run.PublishAsync();
        }

        if (it.NeedsOrphans)
        {
            await run.DiesAsync(run.Start(Role.Runner, $"{FailPoints.TakeClaimed}:kill"), FailPoints.TakeClaimed);
        }

        // Not on the way to the first invocation: a store that is away then is reported to whoever starts the process.
        int hit = it.IsPassedAtStart ? it.LaterHit : 1;
        ChildProcess child = run.Start(it.Role, $"{it.Point}:throw:{hit}");
        if (it.Role == Role.Producer)
        {
            await run.WaitForAsync(child.ExitedAsync(run.Token), "the producer to end");
            run.Start(Role.Runner);
        }

        await run.EndsWellAsync(mayFail: $"'{it.Point}'");
        Assert.Equal(it.Role == Role.Producer, child.HasExited);
        child.Terminate();
        await run.WaitForAsync(child.ExitedAsync(run.Token), "the process to drain");
        Assert.Equal(0, child.ExitCode);
        Assert.Contains($"fail point {it.Point}: Throw", await child.ErrorsAsync(), StringComparison.Ordinal);
    }

    /// <summary>
    /// Freezes a runner for longer than its lease. A process may freeze in the middle of a write on another thread; it then holds
    /// the file's lock and nobody can write, which is SQLite's nature and not what is tested: such a freeze is tried again.
    /// </summary>
    protected async Task FreezeAsync(string point)
    {
        await using var run = new FaultRun(topology);
        await run.PublishAsync();
        ChildProcess frozen = await FrozenAsync(run, point);
        ChildProcess healthy = run.Start(Role.Runner);
        await run.EndsWellAsync();
        frozen.Thaw();
        await run.PublishAsync();
        await run.EndsWellAsync();

        // The one that was frozen is still good for work, alone.
        await healthy.KillAsync();
        await run.PublishAsync();
        await run.EndsWellAsync();
        Assert.False(frozen.HasExited);
    }

    private static async Task<ChildProcess> FrozenAsync(FaultRun run, string point)
    {
        while (true)
        {
            ChildProcess child = run.Start(Role.Runner, $"{point}:stop:2");
            while (!child.IsStopped)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, run.Token);
            }

            if (await run.CanWriteAsync())
            {
                return child;
            }

            await child.KillAsync();
            await run.PublishAsync();
        }
    }
}
