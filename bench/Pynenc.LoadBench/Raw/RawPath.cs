namespace Pynenc.LoadBench;

/// <summary>The way of a message from one process to another by a server's own means: kept by the server, told to who waits, taken once.</summary>
internal abstract class RawPath : IAsyncDisposable
{
    /// <summary>How it goes, in a few words.</summary>
    public abstract string What { get; }

    /// <summary>Sends a time stamp; returns when the server has it.</summary>
    public abstract Task SendAsync(long sent);

    /// <summary>Calls for each time stamp that was taken. Returns when it listens.</summary>
    public abstract Task ListenAsync(Action<long> onTaken);

    public abstract ValueTask DisposeAsync();
}
