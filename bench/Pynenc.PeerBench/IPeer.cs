namespace Pynenc.PeerBench;

/// <summary>One way to run jobs in this process. Made anew for each round, and disposed after it.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>Starts whatever runs jobs.</summary>
    /// <param name="onRun">What each job does.</param>
    Task StartAsync(Action onRun);

    /// <summary>Hands over so many jobs, in the fastest way it offers; completes when all are handed over, and stored where it stores results.</summary>
    Task RunAsync(int count);
}
