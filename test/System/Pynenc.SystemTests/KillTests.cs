using Pynenc.Backend;
using Pynenc.SystemTests.Worker;

namespace Pynenc.SystemTests;

/// <summary>Processes that die, freeze and drain, over one SQLite file.</summary>
public sealed class KillTests : SystemTest
{
    [Fact]
    public async Task Work_that_waits_in_the_file_is_run_by_a_process_that_comes_later()
    {
        Invocation<int> call = await App.SystemTasks.EchoAsync(42, 0, cancellationToken: Token);
        await using WorkerProcess worker = await WorkerProcess.StartAsync(Database);
        Assert.Equal(42, await call.ResultAsync(null, Token));
    }

    [Fact]
    public async Task Workers_killed_at_random_lose_nothing()
    {
        const int Echoes = 600;
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        TestContext.Current.AddAttachment("seed", $"{seed}");
        InvocationGroup<int> echoes = await App.SystemTasks.Echo.ParallelizeAsync(Enumerable.Range(0, Echoes).Select(i => (i, random.Next(8))), cancellationToken: Token);
        InvocationGroup<int> sums = await App.SystemTasks.Sum.ParallelizeAsync([10, 20], cancellationToken: Token);
        Invocation<int> flaky = await App.SystemTasks.FlakyAsync(PathOf("flaky"), 5, cancellationToken: Token);
        List<WorkerProcess> workers = [await WorkerProcess.StartAsync(Database), await WorkerProcess.StartAsync(Database)];

        Task<int[]> all = AllAsync();
        for (int kills = 0; kills < 6 && !all.IsCompleted; kills++)
        {
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 400)), TimeProvider.System, Token));
            WorkerProcess victim = workers[random.Next(workers.Count)];
            await victim.KillAsync();
            workers.Remove(victim);
            await victim.DisposeAsync();
            workers.Add(await WorkerProcess.StartAsync(Database));
        }

        int[] results = await all;
        Assert.Equal(Enumerable.Range(0, Echoes), results[..Echoes]);
        Assert.Equal([45, 190, 5], results[Echoes..]);
        long children = (await App.CountAsync(Token)).Where(c => c.Task.Value == "echo").Sum(c => c.Count);
        foreach (WorkerProcess worker in workers)
        {
            await worker.DisposeAsync();
        }

        // A parent that died with its worker starts its children anew; those of the first life run to their end as well.
        Assert.True(children >= Echoes + 30, $"{children} echoes");
        await App.SystemTasks.Echo.App.SweepAsync(Token);

        async Task<int[]> AllAsync() => [.. await echoes.AllAsync(Token), .. await sums.AllAsync(Token), await flaky.ResultAsync(null, Token)];
    }

    [Fact]
    public async Task A_frozen_worker_that_wakes_up_stores_nothing_of_what_was_run_elsewhere()
    {
        await using WorkerProcess frozen = await WorkerProcess.StartAsync(Database);
        Invocation<int> call = await App.SystemTasks.UntilAsync(PathOf("began"), PathOf("end"), cancellationToken: Token);
        await LinesAsync(PathOf("began"), 1);
        await FreezeAsync(frozen);
        await using WorkerProcess other = await WorkerProcess.StartAsync(Database);
        await LinesAsync(PathOf("began"), 2);
        await File.WriteAllTextAsync(PathOf("end"), "", Token);
        await frozen.SignalAsync("CONT");
        Assert.Equal(other.Id, await call.ResultAsync(null, Token));

        // The frozen one is still good for new work, and its late result is nowhere.
        Invocation<int> next = await App.SystemTasks.EchoAsync(7, 0, cancellationToken: Token);
        Assert.Equal(7, await next.ResultAsync(null, Token));
        await other.KillAsync();
        Invocation<int> last = await App.SystemTasks.EchoAsync(8, 0, cancellationToken: Token);
        Assert.Equal(8, await last.ResultAsync(null, Token));
        Assert.Equal(other.Id, await App.Invocation<int>(call.Id).ResultAsync(null, Token));
        await CheckHistoriesAsync(3);
    }

    [Fact]
    public async Task A_body_that_kills_its_process_is_poisoned_and_takes_nobody_with_it()
    {
        Invocation<int> deadly = await App.SystemTasks.DeadlyAsync(cancellationToken: Token);
        Task<InvocationStoppedException> poisoned = Assert.ThrowsAsync<InvocationStoppedException>(() => deadly.ResultAsync(null, Token).AsTask());
        int deaths = 0;
        while (!poisoned.IsCompleted)
        {
            await using WorkerProcess worker = await WorkerProcess.StartAsync(Database);
            await Task.WhenAny(worker.Exited, poisoned);
            if (worker.HasExited)
            {
                deaths++;
                await App.ReportDeadProcessAsync(worker.Id, Token);
            }
        }

        Assert.Equal(InvocationStatus.Poisoned, (await poisoned).Status);

        // The first death comes before anybody could store that the body had begun; from the second on each one counts.
        Assert.Equal(App.Options.MaxRecoveries + 2, deaths);
        await using WorkerProcess healthy = await WorkerProcess.StartAsync(Database);
        Assert.Equal(1, await (await App.SystemTasks.EchoAsync(1, 0, cancellationToken: Token)).ResultAsync(null, Token));
        await CheckHistoriesAsync(2);
    }

    [Fact]
    public async Task A_cancellation_reaches_a_body_in_another_process()
    {
        await using WorkerProcess worker = await WorkerProcess.StartAsync(Database);
        Invocation<int> call = await App.SystemTasks.LingerAsync(PathOf("log"), cancellationToken: Token);
        await LinesAsync(PathOf("log"), 1);
        Assert.True(await call.CancelAsync(cancellationToken: Token));
        string[] lines = await LinesAsync(PathOf("log"), 2);
        Assert.Equal("stopped", lines[1]);
        Assert.Equal(InvocationStatus.Cancelled, await call.StatusAsync(Token));
    }

    [Fact]
    public async Task A_terminated_worker_drains_and_what_outlasts_the_drain_goes_to_another()
    {
        await using WorkerProcess first = await WorkerProcess.StartAsync(Database);
        Invocation<int> call = await App.SystemTasks.UntilAsync(PathOf("began"), PathOf("end"), cancellationToken: Token);
        await LinesAsync(PathOf("began"), 1);
        await first.SignalAsync("TERM");
        await first.SignalAsync("TERM");
        await first.Exited;
        Assert.Equal(0, first.ExitCode);
        await File.WriteAllTextAsync(PathOf("end"), "", Token);
        await using WorkerProcess second = await WorkerProcess.StartAsync(Database);
        Assert.Equal(second.Id, await call.ResultAsync(null, Token));
        IReadOnlyList<HistoryEntry> history = await call.HistoryAsync(Token);
        Assert.Contains(InvocationStatus.Killed, history.Select(h => h.Status));
        await CheckHistoriesAsync(1);
    }

    /// <summary>
    /// Stops a process, but not in the middle of a write: whoever stops there holds the file's lock, and no other process can
    /// write until it goes on. That is SQLite's nature, and not what these tests are about.
    /// </summary>
    private async Task FreezeAsync(WorkerProcess worker)
    {
        await using PynencApp probe = WorkerApp.Open(Database, TimeSpan.FromMilliseconds(300));
        while (true)
        {
            await worker.SignalAsync("STOP");
            try
            {
                await probe.InitializeAsync(Token);
                var runner = new RunnerInfo(RunnerId.New(), "Probe", "probe", 0, 1, probe.Time.GetUtcNow());
                await probe.State.Runners.RegisterAsync(runner, TimeSpan.FromMinutes(1), Token);
                await probe.State.Runners.UnregisterAsync(runner.Id, Token);
                return;
            }
            catch (BackendException)
            {
                await worker.SignalAsync("CONT");
            }
        }
    }
}
