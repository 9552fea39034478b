namespace Pynenc.LoadBench;

/// <summary>What a round took of this process.</summary>
internal readonly record struct Cost(double Seconds, double CpuSeconds, long AllocatedBytes)
{
    /// <summary>Runs a round, which says itself how many seconds count.</summary>
    public static async Task<Cost> OfAsync(Func<Task<double>> round, Action<Cost> note)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long allocated = GC.GetTotalAllocatedBytes();
        double seconds = await round();
        var cost = new Cost(seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, GC.GetTotalAllocatedBytes() - allocated);
        note(cost);
        return cost;
    }
}
