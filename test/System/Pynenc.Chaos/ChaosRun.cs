using Pynenc.Backend;
using Pynenc.SystemTests.Worker;
using Pynenc.Testing.Conformance.History;
using Pynenc.TestServers;

namespace Pynenc.Chaos;

/// <summary>Four workers and a producer over one store, killed, frozen and started again, their servers killed too, and what they leave in the end.</summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private const int Workers = 4;
    private const int Sweeps = 4;

    /// <summary>How long nothing may move before the run counts as stuck; many leases.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>How long the drain may take although something moves: work that goes round in circles moves too.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(60);

    private readonly ChaosOptions _options;
    private readonly IReadOnlyList<TestServer> _servers;
    private readonly Random _random;
    private readonly Ambush _ambush;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pynenc-chaos-");
    private readonly List<ChildProcess> _workers = [];
    private readonly PynencApp _app;
    private ChildProcess? _producer;
    private bool _isKept;

    private ChaosRun(ChaosOptions options, IReadOnlyList<TestServer> servers)
    {
        _options = options;
        _servers = servers;
        _random = new Random(options.Seed);
        _ambush = new Ambush(options.Topology, _random);
        _app = WorkerApp.OpenMixed(Place, options.Topology);
    }

    /// <summary>Starts the servers, which are of this run alone, so that they may be killed.</summary>
    /// <exception cref="ServerMissingException">One of them cannot be had here.</exception>
    public static async Task<ChaosRun> PrepareAsync(ChaosOptions options)
    {
        var servers = new List<TestServer>();
        foreach (ServerKind kind in options.Topology.Servers)
        {
            // One that is only named cannot be killed; everything else still can.
            if (Environment.GetEnvironmentVariable(kind.Variable) is null or "")
            {
                servers.Add(await kind.StartOwnAsync(CancellationToken.None));
            }
        }

        return new ChaosRun(options, servers);
    }

    public Deeds Deeds { get; } = new();

    /// <summary>What the state does not do, and the mix therefore leaves out.</summary>
    public IReadOnlyList<string> Missing =>
        [.. _app.State.Capabilities.Limits ? Array.Empty<string>() : ["limits"], .. _app.State.Capabilities.Reservations ? Array.Empty<string>() : ["reservations"]];

    public string Folder => _folder.FullName;

    private string Place => Path.Combine(Folder, "chaos.db");

    public async Task<RecordedRun> RunAsync()
    {
        await _app.InitializeAsync();
        await StartProducerAsync(isAmbushed: false);
        while (_workers.Count < Workers)
        {
            await StartWorkerAsync(isAmbushed: false);
        }

        await DisturbAsync();
        if (_options.Outage > TimeSpan.Zero)
        {
            await OutlastOutagesAsync();
        }

        await DrainAsync();
        await InOrderAsync();
        await MendAsync();
        return await JournalReader.ReadAsync(_app, Place, CancellationToken.None);
    }

    public void KeepFiles() => _isKept = true;

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess child in _workers)
        {
            await child.DisposeAsync();
        }

        if (_producer is not null)
        {
            await _producer.DisposeAsync();
        }

        await _app.DisposeAsync();
        foreach (TestServer server in _servers)
        {
            await server.DisposeAsync();
        }

        if (!_isKept)
        {
            _folder.Delete(recursive: true);
        }
    }

    private async Task DisturbAsync()
    {
        long start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < _options.Duration)
        {
            await PauseAsync(_random.Next(150, 1000));
            await ReplaceDeadAsync(isAmbushed: true);
            int victim = _random.Next(_workers.Count);
            switch (_random.Next(20))
            {
                case < 8:
                    await KillWorkerAsync(victim);
                    break;
                case < 12:
                    await FreezeWorkerAsync(victim);
                    break;
                case >= 15 and < 18 when _servers.Count > 0:
                    await KillServerAsync();
                    break;
                case < 18:
                    // Nobody is disturbed, so that processes come to the points at which they die.
                    break;
                default:
                    await _producer!.DisposeAsync();
                    await StartProducerAsync(isAmbushed: true);
                    Deeds.ProducersKilled++;
                    break;
            }
        }
    }

    private async Task KillWorkerAsync(int victim)
    {
        await _workers[victim].DisposeAsync();
        _workers.RemoveAt(victim);
        await StartWorkerAsync(isAmbushed: true);
        Deeds.WorkersKilled++;
    }

    /// <summary>Starts anew what has died at its fail point.</summary>
    private async Task ReplaceDeadAsync(bool isAmbushed)
    {
        foreach (ChildProcess dead in _workers.Where(w => w.HasExited).ToArray())
        {
            await BuryAsync(dead);
            _workers.Remove(dead);
            await StartWorkerAsync(isAmbushed);
        }

        if (_producer is { HasExited: true } producer)
        {
            await BuryAsync(producer);
            await StartProducerAsync(isAmbushed);
        }
    }

    private async Task BuryAsync(ChildProcess dead)
    {
        if (dead.WasKilled && (await dead.ErrorsAsync()).Split("fail point ") is [_, string death, ..])
        {
            Deeds.DiedAt(death[..death.IndexOf(':', StringComparison.Ordinal)]);
        }

        await dead.DisposeAsync();
    }

    /// <summary>Freezes a worker for longer than its lease; it may hold the file's lock meanwhile, and then all the others wait too.</summary>
    private async Task FreezeWorkerAsync(int victim)
    {
        _workers[victim].Freeze();
        await PauseAsync((int)_app.Options.Lease.TotalMilliseconds + _random.Next(300, 1200));
        _workers[victim].Thaw();
        Deeds.WorkersFrozen++;
    }

    private async Task KillServerAsync()
    {
        TestServer victim = _servers[_random.Next(_servers.Count)];
        await victim.KillAsync(CancellationToken.None);
        await PauseAsync(_random.Next(100, 1500));
        await victim.StartAsync(CancellationToken.None);
        Deeds.ServersKilled++;
    }

    /// <summary>Takes every server away in turn, and looks whether fresh workers, of which nobody dies, find back to work by themselves.</summary>
    private async Task OutlastOutagesAsync()
    {
        while (_workers.Count > 0)
        {
            await _workers[^1].DisposeAsync();
            _workers.RemoveAt(_workers.Count - 1);
        }

        await _producer!.DisposeAsync();
        await StartProducerAsync(isAmbushed: false);
        while (_workers.Count < Workers)
        {
            await StartWorkerAsync(isAmbushed: false);
        }

        foreach (TestServer server in _servers)
        {
            var outage = new Outage(server, _options.Outage, Place, _workers);
            Deeds.Broken.AddRange(await outage.OutlastAsync());
            Deeds.Outages++;
        }
    }

    private async Task InOrderAsync()
    {
        try
        {
            await new InOrder(_app, _random, Place, Patience).ConsumeAsync();
        }
        catch (Exception error) when (error is TimeoutException or PynencException)
        {
            Deeds.Broken.Add(new Violation("Drained", Id: null, $"the queues whose order is judged were not emptied: {error.Message}"));
        }
    }

    /// <summary>What a death left half done, a sweep finishes; what is left then was forgotten.</summary>
    private async Task MendAsync()
    {
        for (int i = 0; i < Sweeps; i++)
        {
            await _app.SweepAsync();
            await PauseAsync((int)_app.Options.Lease.TotalMilliseconds / Sweeps);
        }
    }

    private async Task DrainAsync()
    {
        _producer!.Terminate();
        await _producer.ExitedAsync(CancellationToken.None);
        await BuryAsync(_producer);
        _producer = null;
        long start = TimeProvider.System.GetTimestamp();
        long moved = start;
        string before = "";
        while (true)
        {
            await ReplaceDeadAsync(isAmbushed: false);
            IReadOnlyList<StatusCount> counts = await CountAsync();
            if (counts.Count > 0 && !counts.Any(c => !c.Status.IsFinal() && c.Count > 0))
            {
                break;
            }

            string now = string.Join(' ', counts);
            if (now != before)
            {
                (before, moved) = (now, TimeProvider.System.GetTimestamp());
            }

            if (TimeProvider.System.GetElapsedTime(moved) > Patience || TimeProvider.System.GetElapsedTime(start) > LongestDrain)
            {
                Deeds.IsStuck = true;
                Deeds.Broken.Add(new Violation("Drained", Id: null, $"there was work left that nobody finished: {string.Join(", ", counts.Where(c => !c.Status.IsFinal() && c.Count > 0))}"));
                break;
            }

            await PauseAsync(50);
        }

        Deeds.DrainedIn = TimeProvider.System.GetElapsedTime(start);
        foreach (ChildProcess worker in _workers)
        {
            worker.Terminate();
            await worker.ExitedAsync(CancellationToken.None);
        }
    }

    /// <summary>The counters, or none while a server that came back is not reached yet.</summary>
    private async Task<IReadOnlyList<StatusCount>> CountAsync()
    {
        try
        {
            return await _app.CountAsync();
        }
        catch (BackendException error) when (error.IsTransient)
        {
            return [];
        }
    }

    private async Task StartWorkerAsync(bool isAmbushed)
    {
        var worker = ChildProcess.Start(isAmbushed ? _ambush.ForWorker() : null, "mixed", _options.Topology.Name, Place);
        _workers.Add(worker);
        await worker.ReadyAsync(CancellationToken.None);
    }

    private async Task StartProducerAsync(bool isAmbushed)
    {
        _producer = ChildProcess.Start(isAmbushed ? _ambush.ForProducer() : null, "producer", _options.Topology.Name, Place, $"{_random.Next()}");
        await _producer.ReadyAsync(CancellationToken.None);
    }

    private static Task PauseAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System);
}
