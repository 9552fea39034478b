namespace Pynenc.SQLite.Tests;

/// <summary>A stream that gives so much, and then waits until it is let go or broken.</summary>
internal sealed class HeldStream(byte[] value, int heldAt) : MemoryStream(value)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all that comes before is read.</summary>
    public Task Reached => _reached.Task;

    public void LetGo() => _letGo.TrySetResult();

    public void Break() => _letGo.TrySetException(new IOException("The source broke."));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position < heldAt)
        {
            return await base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, heldAt - Position)], cancellationToken);
        }

        _reached.TrySetResult();
        await _letGo.Task.WaitAsync(cancellationToken);
        return await base.ReadAsync(buffer, cancellationToken);
    }
}
