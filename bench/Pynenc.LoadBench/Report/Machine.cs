using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Pynenc.LoadBench.Report;

/// <summary>Where and under what circumstances something was measured.</summary>
internal static class Machine
{
    private const double Quiet = 0.1;

    /// <summary>The machine, the runtime, the commit.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync() =>
    [
        $"machine: {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB, {CpuName()}",
        $"runtime: {RuntimeInformation.FrameworkDescription}, SDK {await AskAsync("dotnet", "--version")}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC, {(GCSettings.LatencyMode == GCLatencyMode.Batch ? "not concurrent" : "concurrent")}",
        $"commit: {await AskAsync("git", "rev-parse", "--short", "HEAD")}{(await AskAsync("git", "status", "--porcelain", "--untracked-files=no") is "" ? "" : ", with changes that are not committed")}",
    ];

    /// <summary>How many cores others use while this process waits, over two seconds; null where nobody tells.</summary>
    public static async Task<double?> BusyCoresAsync()
    {
        if (Busy() is not { } before)
        {
            return null;
        }

        long start = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        return (Busy()!.Value - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Says whether the machine was quiet, as far as two looks can tell.</summary>
    public static string Noise(double? before, double? after) => (before, after) switch
    {
        (null, _) or (_, null) => "noise: this system does not say how busy the machine was",
        ({ } b, { } a) => string.Create(
            CultureInfo.InvariantCulture,
            $"noise: others used {b:0.00} cores before and {a:0.00} after the run{(Math.Max(a, b) > Quiet ? "; NOT QUIET, so the figures are preliminary" : "")}"),
    };

    /// <summary>Seconds of all cores spent on something since the start of the machine.</summary>
    private static double? Busy()
    {
        if (!File.Exists("/proc/stat"))
        {
            return null;
        }

        // cpu user nice system idle iowait irq softirq steal, in hundredths of a second.
        long[] times = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(t => long.Parse(t, CultureInfo.InvariantCulture))];
        return (times.Sum() - times[3] - times[4]) / 100.0;
    }

    private static string CpuName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unnamed processor"
        : "unnamed processor";

    private static async Task<string> AskAsync(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string answer = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return answer.Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
