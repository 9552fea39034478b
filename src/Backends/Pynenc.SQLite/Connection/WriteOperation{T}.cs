namespace Pynenc.SQLite;

/// <summary>A step that answers with a value, once it is committed.</summary>
internal abstract class WriteOperation<T> : WriteOperation
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    /// <summary>Completes after the commit.</summary>
    public Task<T> Done => _done.Task;

    public sealed override void Run(WriteTransaction transaction) => _result = Execute(transaction);

    public sealed override void Complete() => _done.TrySetResult(_result!);

    public sealed override void Fail(Exception error) => _done.TrySetException(error);

    /// <inheritdoc cref="WriteOperation.Run"/>
    protected abstract T Execute(WriteTransaction transaction);
}
