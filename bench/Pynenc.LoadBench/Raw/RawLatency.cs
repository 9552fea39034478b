using System.Diagnostics;
using System.Threading.Channels;

namespace Pynenc.LoadBench;

/// <summary>Measures the way from a write to whoever waits for it, one at a time at the pace of the latency figures.</summary>
internal static class RawLatency
{
    /// <inheritdoc cref="OfAsync(int, Func{Task})"/>
    public static Task<double> OfAsync(int pings, Action write) => OfAsync(pings, () =>
    {
        write();
        return Task.CompletedTask;
    });

    /// <summary>The median in microseconds, when a channel tells the waiting task after the write.</summary>
    /// <param name="pings">How many count.</param>
    /// <param name="write">The write; nothing for the channel alone.</param>
    public static async Task<double> OfAsync(int pings, Func<Task> write)
    {
        var channel = Channel.CreateBounded<long>(16);
        var waited = new List<double>();
        Task reader = Task.Run(async () =>
        {
            await foreach (long sent in channel.Reader.ReadAllAsync())
            {
                waited.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
            }
        });
        for (int i = 0; i < pings; i++)
        {
            await Task.Delay(Latency.Pause, TimeProvider.System);
            long sent = Stopwatch.GetTimestamp();
            await write();
            await channel.Writer.WriteAsync(sent);
        }

        channel.Writer.Complete();
        await reader;
        return Spread.Of(waited).Median;
    }
}
