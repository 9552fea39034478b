using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pynenc.LoadBench.Report;
using Pynenc.PeerBench;

// usage: [--save] [--quick] [--rounds 1 to 50] [--jobs 1000 to 1000000]
int rounds = 5;
int jobs = 10_000;
bool isSaved = false;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--save":
            isSaved = true;
            break;
        case "--quick":
            rounds = 1;
            break;
        case "--rounds" when TryNumber(++i, 1, 50, out int number):
            rounds = number;
            break;
        case "--jobs" when TryNumber(++i, 1000, 1_000_000, out int number):
            jobs = number;
            break;
        default:
            await Console.Error.WriteLineAsync($"Cannot read '{string.Join(' ', args)}'.\nusage: load peers [--save] [--quick] [--rounds 1 to 50] [--jobs 1000 to 1000000]");
            return 2;
    }
}

var circumstances = new List<string>(await Machine.DescribeAsync());
circumstances.Add(string.Create(CultureInfo.InvariantCulture, $"{jobs:#,0} trivial jobs from the first call to the last end, one caller and {PeerKinds.Workers} workers in one process; medians of {rounds} rounds, the peers in turns, after one round that warms up"));
double? before = await Machine.BusyCoresAsync();
IReadOnlyList<Row> rows = await MeasureAsync(rounds, jobs);
circumstances.Add(Machine.Noise(before, await Machine.BusyCoresAsync()));

string[] columns = ["peer", "jobs a second", "min to max", "ours is", "CPU of a job, µs", "settings"];
string[][] table = [.. rows.Select(r => r.Cells(rows[0].Rate))];
circumstances.ForEach(Console.WriteLine);
foreach (string[] cells in table.Prepend(columns))
{
    Console.WriteLine(string.Concat(cells.Select((cell, i) => i == 0 ? cell.PadRight(34) : i == 5 ? "  " + cell : cell.PadLeft(26))));
}

if (isSaved)
{
    Save(circumstances, rows, columns, table);
}

return 0;

bool TryNumber(int at, int least, int most, out int number)
{
    number = 0;
    return at < args.Length && int.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}

static async Task<IReadOnlyList<Row>> MeasureAsync(int rounds, int jobs)
{
    var rates = PeerKinds.All.ToDictionary(p => p, _ => new List<double>());
    var times = PeerKinds.All.ToDictionary(p => p, _ => new List<double>());
    for (int round = 0; round <= rounds; round++)
    {
        foreach (PeerKind kind in PeerKinds.All)
        {
            GC.Collect();
            (double seconds, double cpu) = await RoundAsync(kind, jobs);
            if (round > 0)
            {
                rates[kind].Add(jobs / seconds);
                times[kind].Add(cpu * 1e6 / jobs);
            }
        }
    }

    return [.. PeerKinds.All.Select(p => new Row(p, rates[p], times[p]))];
}

static async Task<(double Seconds, double Cpu)> RoundAsync(PeerKind kind, int jobs)
{
    int ran = 0;
    var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    await using IPeer peer = kind.Create();
    await peer.StartAsync(() =>
    {
        if (Interlocked.Increment(ref ran) == jobs)
        {
            all.SetResult();
        }
    });
    TimeSpan cpu = Environment.CpuUsage.TotalTime;
    long start = Stopwatch.GetTimestamp();
    await peer.RunAsync(jobs);
    await all.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    return (seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
}

static void Save(IReadOnlyList<string> circumstances, IReadOnlyList<Row> rows, string[] columns, string[][] table)
{
    string folder = Path.Combine("bench", "results");
    Directory.CreateDirectory(folder);
    string[] lines =
    [
        "# Load bench: peers", "", "Written by `./build.sh bench load peers --save`. Every job runs and counts itself. Only ours keeps results and histories, and reads every result.", "",
        .. circumstances.Select(c => $"- {c}"), "",
        .. new[] { columns, ["---", "--:", "--:", "--:", "--:", "---"] }.Concat(table).Select(cells => $"| {string.Join(" | ", cells)} |"),
    ];
    File.WriteAllText(Path.Combine(folder, "peers.md"), string.Join('\n', lines) + "\n");
    var told = new { circumstances, peers = rows.Select(r => new { name = r.Peer.Name, setting = r.Peer.Setting, rate = r.Rate, rates = r.Rates, cpuMicroseconds = r.CpuMicroseconds }) };
    File.WriteAllText(Path.Combine(folder, "peers.json"), JsonSerializer.Serialize(told, SavedJson.Options) + "\n");
}
