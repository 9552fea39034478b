using System.Diagnostics;
using System.Globalization;

namespace Pynenc.LoadBench;

/// <summary>This program in a process of its own, at the other end of a <see cref="RawPath"/>.</summary>
internal static class ListenerProcess
{
    private const int WarmUp = 20;

    /// <summary>Sends one message after the other, at the pace of the latency figures.</summary>
    /// <returns>How the path goes and the microseconds each was on it; null when the target has no such path.</returns>
    public static async Task<(string What, Spread Waited)?> MeasureAsync(BenchTarget target, string place, int pings)
    {
        await using RawPath? path = target.OpenPath(place);
        if (path is null)
        {
            return null;
        }

        await using SelfProcess listener = SelfProcess.Start("listen", target.Name, place);
        await listener.ReadAsync();
        var waited = new List<double>();
        for (int i = 0; i < WarmUp + pings; i++)
        {
            await Task.Delay(Latency.Pause, TimeProvider.System);
            await path.SendAsync(Stopwatch.GetTimestamp());
            double microseconds = double.Parse(await listener.ReadAsync(), CultureInfo.InvariantCulture);
            if (i >= WarmUp)
            {
                waited.Add(microseconds);
            }
        }

        return (path.What, Spread.Of(waited));
    }

    /// <summary>The other side: writes how long each message was on its way, and ends with its input.</summary>
    public static async Task RunAsync(string target, string place)
    {
        await using RawPath path = BenchTargets.Named(target).OpenPath(place)!;
        await path.ListenAsync(sent =>
        {
            double microseconds = Stopwatch.GetElapsedTime(sent).TotalMicroseconds;
            Console.Out.WriteLine(microseconds.ToString(CultureInfo.InvariantCulture));
        });
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }
}
