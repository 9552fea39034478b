namespace Pynenc;

/// <summary>Calls a task with its arguments spelt out: <c>await add.CallAsync(1, 2)</c>.</summary>
public static class TaskCalls
{
    /// <inheritdoc cref="TaskHandle{TArguments, TResult}.CallAsync(TArguments, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<TResult>(
        this TaskHandle<ValueTuple, TResult> task, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.CallAsync(default, options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, TResult>(
        this TaskHandle<ValueTuple<T1>, TResult> task, T1 a1, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.CallAsync(new ValueTuple<T1>(a1), options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, T2, TResult>(
        this TaskHandle<(T1, T2), TResult> task, T1 a1, T2 a2, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.CallAsync((a1, a2), options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, T2, T3, TResult>(
        this TaskHandle<(T1, T2, T3), TResult> task, T1 a1, T2 a2, T3 a3, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.CallAsync((a1, a2, a3), options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, T2, T3, T4, TResult>(
        this TaskHandle<(T1, T2, T3, T4), TResult> task, T1 a1, T2 a2, T3 a3, T4 a4, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.CallAsync((a1, a2, a3, a4), options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, T2, T3, T4, T5, TResult>(
        this TaskHandle<(T1, T2, T3, T4, T5), TResult> task, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.CallAsync((a1, a2, a3, a4, a5), options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, T2, T3, T4, T5, T6, TResult>(
        this TaskHandle<(T1, T2, T3, T4, T5, T6), TResult> task, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.CallAsync((a1, a2, a3, a4, a5, a6), options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, T2, T3, T4, T5, T6, T7, TResult>(
        this TaskHandle<(T1, T2, T3, T4, T5, T6, T7), TResult> task, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.CallAsync((a1, a2, a3, a4, a5, a6, a7), options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(
        this TaskHandle<(T1, T2, T3, T4, T5, T6, T7, T8), TResult> task, T1 a1, T2 a2, T3 a3, T4 a4, T5 a5, T6 a6, T7 a7, T8 a8, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.CallAsync((a1, a2, a3, a4, a5, a6, a7, a8), options, cancellationToken);

    /// <summary>Calls a task of one parameter once per item, as one batch.</summary>
    public static ValueTask<InvocationGroup<TResult>> ParallelizeAsync<T1, TResult>(
        this TaskHandle<ValueTuple<T1>, TResult> task, IEnumerable<T1> items, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        task.ParallelizeAsync(items.Select(item => new ValueTuple<T1>(item)), options, cancellationToken);
}
