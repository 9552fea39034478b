using System.Threading.Channels;

namespace Pynenc.LoadBench.Targets;

/// <summary>This process's memory. Beside it a bounded channel with a delegate each, which keeps no state, result or history.</summary>
internal sealed class MemoryTarget : BenchTarget
{
    private const int RawCount = 1_000_000;
    private const int RawReaders = 4;

    public override string Backend => "memory";

    public override string Name => "memory";

    public override string Setting => "nothing survives the process";

    public override bool IsCrossProcess => false;

    public override int BatchCount => 300_000;

    public override int SingleCount => 200_000;

    public override IReadOnlyDictionary<string, Bar> Bars { get; } = new Dictionary<string, Bar>
    {
        [Throughput.EndToEnd] = Bar.AtLeast(240_000),
        [Latency.SameProcess + " p50"] = Bar.Below(100),
        [Latency.SameProcess + " p99"] = Bar.Below(500),
        [Idle.Cpu] = Bar.Below(0.2),
        [Idle.Memory] = Bar.Below(80),
        [Million.Count] = Bar.Below(10),
        [Million.Page] = Bar.Below(10),
    };

    public override void Configure(PynencAppBuilder app, string place) => app.UseMemory();

    public override async Task<RawLimits> RawAsync(string place, int rounds)
    {
        long ran = 0;
        void Work() => Interlocked.Increment(ref ran);

        double write = await RawRate.OfAsync(rounds, RawCount, () => FillAsync(Channel.CreateBounded<Action>(RawCount), Work));
        double through = await RawRate.OfAsync(rounds, RawCount, () =>
        {
            var channel = Channel.CreateBounded<Action>(1000);
            return Task.WhenAll(EmptyAsync(channel), Task.Run(() => FillAsync(channel, Work)));
        });
        Channel<Action> full = Channel.CreateBounded<Action>(RawCount);
        double drain = await RawRate.OfAsync(
            rounds, RawCount, () => EmptyAsync(full), prepare: () => FillAsync(full = Channel.CreateBounded<Action>(RawCount), Work));
        return ran == 2L * (rounds + 1) * RawCount
            ? new RawLimits
            {
                Single = new("bounded channel, one write after the other", write),
                Batch = new("bounded channel, one write after the other", write),
                Through = new($"bounded channel of 1,000, {RawReaders} readers, a delegate each", through),
                Drain = new("the same, filled before", drain),
                Latency = new("channel alone", await RawLatency.OfAsync(100, () => { })),
            }
            : throw new InvalidOperationException($"{ran} delegates ran.");
    }

    private static async Task FillAsync(Channel<Action> channel, Action work)
    {
        for (int i = 0; i < RawCount; i++)
        {
            await channel.Writer.WriteAsync(work);
        }

        channel.Writer.Complete();
    }

    private static Task EmptyAsync(Channel<Action> channel) =>
        Task.WhenAll(Enumerable.Range(0, RawReaders).Select(_ => Task.Run(async () =>
        {
            await foreach (Action work in channel.Reader.ReadAllAsync())
            {
                work();
            }
        })));
}
