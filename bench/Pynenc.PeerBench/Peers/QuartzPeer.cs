using Quartz;

namespace Pynenc.PeerBench.Peers;

/// <summary>Quartz.NET over its store in memory.</summary>
internal sealed class QuartzPeer : IPeer
{
    private const int Batch = 1000;

    private static Action s_onRun = () => { };

    private IScheduler? _scheduler;

    public async Task StartAsync(Action onRun)
    {
        s_onRun = onRun;
        _scheduler = await QuartzSchedulerBuilder.Create(q =>
        {
            q.UseInMemoryStore(_ => { });
            q.UseDefaultThreadPool(PeerKinds.Workers);
        }).BuildScheduler();
        await _scheduler.Start();
    }

    public async Task RunAsync(int count)
    {
        for (int i = 0; i < count; i += Batch)
        {
            IJobDetail job = JobBuilder.Create<QuartzJob>().WithIdentity($"job-{i}").Build();
            ITrigger[] triggers = [.. Enumerable.Range(i, Math.Min(Batch, count - i)).Select(n => TriggerBuilder.Create().WithIdentity($"trigger-{n}").ForJob(job).StartNow().Build())];
            await _scheduler!.ScheduleJobs(new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>> { [job] = triggers });
        }
    }

    public async ValueTask DisposeAsync() => await _scheduler!.Shutdown(true, CancellationToken.None);

    internal static void Run() => s_onRun();
}
