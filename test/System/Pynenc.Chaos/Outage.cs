using Pynenc.SystemTests.Worker;
using Pynenc.Testing.Conformance.History;
using Pynenc.TestServers;

namespace Pynenc.Chaos;

/// <summary>A server that is away for long, and the workers that must find back to work when it has come back, without being started anew.</summary>
internal sealed class Outage(TestServer server, TimeSpan duration, string place, IReadOnlyList<ChildProcess> workers)
{
    /// <summary>How long after the server's return the last of the workers may be idle.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<Violation>> OutlastAsync()
    {
        await UntilAllWorkAsync(Noted());
        await server.KillAsync(CancellationToken.None);
        await Task.Delay(duration, TimeProvider.System);
        Dictionary<int, long> before = Noted();
        await server.StartAsync(CancellationToken.None);
        await UntilAllWorkAsync(before);
        return
        [
            .. workers.Where(w => w.HasExited)
                .Select(w => new Violation("Outage", Id: null, $"worker {w.Id} ended, with code {w.ExitCode}, while {server.Name} was away for {duration}.")),
            .. Idle(before).Select(w => new Violation("Outage", Id: null, $"worker {w.Id} did nothing in the {Patience} after {server.Name} had come back from {duration} away.")),
        ];
    }

    private async Task UntilAllWorkAsync(Dictionary<int, long> before)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (Idle(before).Any() && TimeProvider.System.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private IEnumerable<ChildProcess> Idle(Dictionary<int, long> before) => workers.Where(w => !w.HasExited && NotedBy(w) == before[w.Id]);

    private Dictionary<int, long> Noted() => workers.ToDictionary(w => w.Id, NotedBy);

    /// <summary>How much the bodies of a worker have noted.</summary>
    private long NotedBy(ChildProcess worker) =>
        Directory.EnumerateFiles(Journal.FolderOf(place), $"*-{worker.Id}.log").Sum(f => new FileInfo(f).Length);
}
