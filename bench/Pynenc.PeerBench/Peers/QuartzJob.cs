using Quartz;

namespace Pynenc.PeerBench.Peers;

/// <summary>What Quartz runs; it makes one for each run.</summary>
internal sealed class QuartzJob : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        QuartzPeer.Run();
        return default;
    }
}
