namespace Pynenc.MongoDB;

/// <summary>Lets the next in when it is disposed.</summary>
internal sealed class Turn(SemaphoreSlim gate) : IDisposable
{
    public void Dispose() => gate.Release();
}
