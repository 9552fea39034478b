namespace Pynenc;

/// <summary>Begins chains of tasks, and calls them with their arguments spelt out.</summary>
public static class TaskChains
{
    /// <summary>Begins a chain: the second task is given the result of the first.</summary>
    /// <param name="first">The first task.</param>
    /// <param name="next">The second.</param>
    /// <param name="options">What the call of the second wants different. A delay counts from when the call is made.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the tasks are of two applications.</exception>
    public static TaskChain<TArguments, TNext> Then<TArguments, TResult, TNext>(
        this TaskHandle<TArguments, TResult> first, TaskHandle<ValueTuple<TResult>, TNext> next, CallOptions? options = null) =>
        Begin(first).Then(next, options);

    /// <inheritdoc cref="Then{TArguments, TResult, TNext}(TaskHandle{TArguments, TResult}, TaskHandle{ValueTuple{TResult}, TNext}, CallOptions?)"/>
    /// <param name="first">The first task.</param>
    /// <param name="next">The second.</param>
    /// <param name="a2">The second argument of the second.</param>
    /// <param name="options">What the call of the second wants different.</param>
    public static TaskChain<TArguments, TNext> Then<TArguments, TResult, T2, TNext>(
        this TaskHandle<TArguments, TResult> first, TaskHandle<(TResult, T2), TNext> next, T2 a2, CallOptions? options = null) =>
        Begin(first).Then(next, a2, options);

    /// <summary>Begins a chain: the second task is called when the first has succeeded, whatever its result.</summary>
    /// <inheritdoc cref="Then{TArguments, TResult, TNext}(TaskHandle{TArguments, TResult}, TaskHandle{ValueTuple{TResult}, TNext}, CallOptions?)"/>
    public static TaskChain<TArguments, TNext> Then<TArguments, TResult, TNext>(
        this TaskHandle<TArguments, TResult> first, TaskHandle<ValueTuple, TNext> next, CallOptions? options = null) =>
        Begin(first).Then(next, options);

    /// <inheritdoc cref="TaskChain{TArguments, TResult}.CallAsync(TArguments, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<TResult>(
        this TaskChain<ValueTuple, TResult> chain, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        chain.CallAsync(default, options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskChain{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, TResult>(
        this TaskChain<ValueTuple<T1>, TResult> chain, T1 a1, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        chain.CallAsync(new ValueTuple<T1>(a1), options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskChain{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, T2, TResult>(
        this TaskChain<(T1, T2), TResult> chain, T1 a1, T2 a2, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        chain.CallAsync((a1, a2), options, cancellationToken);

    /// <inheritdoc cref="CallAsync{TResult}(TaskChain{ValueTuple, TResult}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TResult>> CallAsync<T1, T2, T3, TResult>(
        this TaskChain<(T1, T2, T3), TResult> chain, T1 a1, T2 a2, T3 a3, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        chain.CallAsync((a1, a2, a3), options, cancellationToken);

    private static TaskChain<TArguments, TResult> Begin<TArguments, TResult>(TaskHandle<TArguments, TResult> first)
    {
        var call = new ChainStart<TArguments>(
            first.Definition,
            arguments => first.Definition.Encode(in arguments, first.App.Serializer),
            (app, options) => Continuation.Step(app, first, options, takesInput: true));
        return new TaskChain<TArguments, TResult>(first.App, call, []);
    }
}
