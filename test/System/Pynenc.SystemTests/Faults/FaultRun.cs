using Pynenc.Backend;
using Pynenc.SystemTests.Worker;
using Pynenc.Testing.Conformance.History;

namespace Pynenc.SystemTests.Faults;

/// <summary>A store of its own, the processes that work on it, and the judgement at the end.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const int Rounds = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pynenc-faults-");
    private readonly List<ChildProcess> _children = [];
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private int _seed;

    public FaultRun(Topology topology)
    {
        Topology = topology;
        App = WorkerApp.OpenMixed(Place, topology);
        _limit.CancelAfter(Limit);
    }

    public Topology Topology { get; }

    public PynencApp App { get; }

    public CancellationToken Token => _limit.Token;

    private string Place => Path.Combine(_folder.FullName, "faults.db");

    public ChildProcess Start(Role role, string? failPoint = null)
    {
        string[] arguments = role == Role.Producer
            ? ["producer", Topology.Name, Place, $"{++_seed}", $"{Rounds}"]
            : ["mixed", Topology.Name, Place];
        var child = ChildProcess.Start(failPoint, arguments);
        _children.Add(child);
        return child;
    }

    /// <summary>Publishes a known set of work from this process, which is healthy; one of its own would only cost its start.</summary>
    public async Task PublishAsync()
    {
        using var journal = Journal.Open(Place);
        await WaitForAsync(new Producer(App, journal, ++_seed).PublishAsync(Rounds, Token), "the healthy producer to end");
    }

    /// <summary>Waits until a process has died at its fail point, by SIGKILL.</summary>
    public async Task DiesAsync(ChildProcess child, string point)
    {
        await WaitForAsync(child.ExitedAsync(Token), $"a process to be killed at {point}");
        string errors = await child.ErrorsAsync();
        Assert.True(child.WasKilled, $"It should have been killed at {point}, and ended with code {child.ExitCode}: {errors}");
        Assert.Contains($"fail point {point}: Kill", errors, StringComparison.Ordinal);
    }

    /// <summary>Waits until everything in the store has ended, and judges the run.</summary>
    /// <param name="mayFail">The error with which an invocation may have failed instead; null for none.</param>
    public async Task EndsWellAsync(string? mayFail = null)
    {
        await WaitForAsync(EndAsync(), "every invocation to end");
        RecordedRun run = await JournalReader.ReadAsync(App, Place, Token);
        Assert.NotEmpty(run.Accepted);
        if (mayFail is not null)
        {
            HashSet<InvocationId> excused =
                [.. run.Invocations.Where(i => i.State.Status == InvocationStatus.Failed && i.State.Reason?.Contains(mayFail, StringComparison.Ordinal) == true).Select(i => i.Id)];
            run = run with { Accepted = [.. run.Accepted.Select(a => excused.Contains(a.Id) ? a with { ExpectedStatus = null, ExpectedResult = null } : a)] };
        }

        IReadOnlyList<Violation> violations = HistoryChecker.Check(run);
        Assert.True(violations.Count == 0, string.Join('\n', violations.Take(20)));
    }

    public async Task WaitForAsync(Task work, string what)
    {
        try
        {
            await work.WaitAsync(Token);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"Waited {Limit} for {what}. Left: {string.Join(", ", (await App.CountAsync(TestContext.Current.CancellationToken)).Where(c => !c.Status.IsFinal()))}");
        }
    }

    /// <summary>False when a frozen process holds the file's lock.</summary>
    public async Task<bool> CanWriteAsync()
    {
        try
        {
            await using PynencApp probe = WorkerApp.OpenMixed(Place, Topology, busyTimeout: TimeSpan.FromMilliseconds(300));
            await probe.InitializeAsync(Token);
            var runner = new RunnerInfo(RunnerId.New(), "Probe", "probe", 0, 1, probe.Time.GetUtcNow());
            await probe.State.Runners.RegisterAsync(runner, TimeSpan.FromMinutes(1), Token);
            await probe.State.Runners.UnregisterAsync(runner.Id, Token);
            await probe.Broker.AckAsync([new Delivery(InvocationId.New(), Receipt: -1)], Token);
            return true;
        }
        catch (BackendException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess child in _children)
        {
            await child.DisposeAsync();
        }

        await App.DisposeAsync();
        _limit.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task EndAsync()
    {
        while ((await App.CountAsync(Token)).Any(c => !c.Status.IsFinal() && c.Count > 0))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }
}
