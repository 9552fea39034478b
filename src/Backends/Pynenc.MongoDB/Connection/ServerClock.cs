using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>The server's clock, by which leases end and work falls due.</summary>
/// <remarks>
/// The server tells its time to the millisecond; between two tellings this process's monotonic clock carries it on. So all processes go
/// by one clock, at most a round trip behind, whatever their own clocks say. With a virtual clock, that one decides.
/// </remarks>
internal sealed class ServerClock(BackendContext app, IMongoDatabase database)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _asking = new(1, 1);
    private Sample? _sample;

    /// <summary>Now, in ticks; asks the server when it has not for a while.</summary>
    public ValueTask<long> NowAsync(CancellationToken cancellationToken)
    {
        if (!app.IsRealTime)
        {
            return new(app.Time.GetUtcNow().UtcTicks);
        }

        Sample? sample = Volatile.Read(ref _sample);
        return sample is not null && sample.Age < Fresh ? new(sample.Now) : AskAsync(cancellationToken);
    }

    /// <summary>Now, by the last telling, however old.</summary>
    public long Guess => app.IsRealTime && Volatile.Read(ref _sample) is { } sample ? sample.Now : app.Time.GetUtcNow().UtcTicks;

    /// <summary>Forgets the last telling: another server may be the primary now.</summary>
    public void Forget() => Volatile.Write(ref _sample, null);

    private async ValueTask<long> AskAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Sample? sample = Volatile.Read(ref _sample);
            if (sample is null || sample.Age >= Fresh)
            {
                DateTime told = (await Deployment.HelloAsync(database, cancellationToken).ConfigureAwait(false))["localTime"].ToUniversalTime();

                // What the answer took on its way is not added: a clock that is behind lets things begin late, one that is ahead too early.
                Volatile.Write(ref _sample, sample = new Sample(told.Ticks, TimeProvider.System.GetTimestamp()));
            }

            return sample.Now;
        }
        finally
        {
            _asking.Release();
        }
    }

    private sealed record Sample(long Ticks, long Timestamp)
    {
        public TimeSpan Age => TimeProvider.System.GetElapsedTime(Timestamp);

        public long Now => Ticks + Age.Ticks;
    }
}
