namespace Pynenc.SQLite.Tests;

/// <summary>Holds the writer inside a transaction until it is let go, so that a test knows what gathers behind it.</summary>
internal sealed class HoldWriter : WriteOperation<bool>, IDisposable
{
    private readonly ManualResetEventSlim _letGo = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the writer is held.</summary>
    public Task Entered => _entered.Task;

    public void LetGo() => _letGo.Set();

    public void Dispose()
    {
        _letGo.Set();
        _letGo.Dispose();
    }

    protected override bool Execute(WriteTransaction transaction)
    {
        _entered.TrySetResult();
        _letGo.Wait(TempFile.Bound, CancellationToken.None);
        return true;
    }
}

/// <summary>Does anything on the writing connection.</summary>
internal sealed class Step<T>(Func<WriteTransaction, T> execute) : WriteOperation<T>
{
    protected override T Execute(WriteTransaction transaction) => execute(transaction);
}

/// <summary>A step as heavy as a whole group.</summary>
internal sealed class Heavy : WriteOperation<bool>
{
    public override int Weight => int.MaxValue / 2;

    protected override bool Execute(WriteTransaction transaction) => true;
}

/// <summary>Breaks the loop of the writer itself, where no caller's step may be blamed.</summary>
internal sealed class Poison : WriteOperation<bool>
{
    public override int Weight => throw new InvalidOperationException("poisoned");

    protected override bool Execute(WriteTransaction transaction) => true;
}
