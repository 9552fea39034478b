using System.Globalization;
using System.Runtime.InteropServices;
using Pynenc;
using Pynenc.SystemTests.Worker;

// usage: worker <database>                                          a runner of the system tests
//        mixed <topology> <place>                                a runner of mixed work
//        producer <topology> <place> <seed> [rounds]             publishes mixed work, without end unless told how much
// Ends on SIGTERM, or when standard input closes because its test has died.
using var stop = new CancellationTokenSource();
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});
_ = Task.Run(async () =>
{
    while (await Console.In.ReadLineAsync() is not null)
    {
    }

    await stop.CancelAsync();
});

switch (args)
{
    case ["worker", string database]:
    {
        await using PynencApp app = WorkerApp.Open(database);
        await RunAsync(app, slots: null);
        return 0;
    }

    case ["mixed", string topology, string place]:
    {
        using var journal = Journal.Open(place);
        await using PynencApp app = WorkerApp.OpenMixed(place, Topology.Named(topology));
        await RunAsync(app, slots: 8);
        return 0;
    }

    case ["producer", string topology, string place, string seed, .. string[] rounds]:
    {
        using var journal = Journal.Open(place);
        await using PynencApp app = WorkerApp.OpenMixed(place, Topology.Named(topology));
        var producer = new Producer(app, journal, int.Parse(seed, CultureInfo.InvariantCulture));
        await Console.Out.WriteLineAsync("ready");
        await (rounds is [string count] ? producer.PublishAsync(int.Parse(count, CultureInfo.InvariantCulture), stop.Token) : producer.PublishUntilAsync(stop.Token));
        return 0;
    }

    default:
        await Console.Error.WriteLineAsync($"Cannot read '{string.Join(' ', args)}'. Say worker <database>, mixed <topology> <place>, or producer <topology> <place> <seed> [rounds], with one of the topologies {string.Join(", ", Topology.All)}.");
        return 2;
}

async Task RunAsync(PynencApp app, int? slots)
{
    await using ThreadRunner runner = await app.StartThreadRunnerAsync(o =>
    {
        o.DrainTimeout = TimeSpan.FromSeconds(2);
        o.Slots = slots ?? o.Slots;
        o.Queues = slots is null ? [] : ["default"];
    });
    await Console.Out.WriteLineAsync("ready");
    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
