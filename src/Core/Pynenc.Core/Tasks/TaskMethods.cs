namespace Pynenc;

/// <summary>Gives a task the calling contract of a plain method: <c>Func&lt;int, int, Task&lt;int&gt;&gt; add = app.Jobs.Add.AsMethod()</c>.</summary>
public static class TaskMethods
{
    /// <summary>The task as a method: calling it publishes an invocation and waits for its result. Inside a task, that pauses the task.</summary>
    /// <remarks>
    /// It throws what awaiting the invocation throws: an <see cref="InvocationFailedException"/> with type and message of what the body threw,
    /// an <see cref="InvocationCancelledException"/> or an <see cref="InvocationStoppedException"/>. It never throws the body's own exception,
    /// because reading one must not run code.
    /// </remarks>
    /// <param name="task">The task.</param>
    /// <param name="options">What every call wants different from the task; <see langword="null"/> means nothing.</param>
    public static Func<Task<TResult>> AsMethod<TResult>(this TaskHandle<ValueTuple, TResult> task, CallOptions? options = null) =>
        () => RunAsync(task, default, options);

    /// <inheritdoc cref="AsMethod{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?)"/>
    public static Func<T1, Task<TResult>> AsMethod<T1, TResult>(this TaskHandle<ValueTuple<T1>, TResult> task, CallOptions? options = null) =>
        a1 => RunAsync(task, new ValueTuple<T1>(a1), options);

    /// <inheritdoc cref="AsMethod{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?)"/>
    public static Func<T1, T2, Task<TResult>> AsMethod<T1, T2, TResult>(this TaskHandle<(T1, T2), TResult> task, CallOptions? options = null) =>
        (a1, a2) => RunAsync(task, (a1, a2), options);

    /// <inheritdoc cref="AsMethod{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?)"/>
    public static Func<T1, T2, T3, Task<TResult>> AsMethod<T1, T2, T3, TResult>(this TaskHandle<(T1, T2, T3), TResult> task, CallOptions? options = null) =>
        (a1, a2, a3) => RunAsync(task, (a1, a2, a3), options);

    /// <inheritdoc cref="AsMethod{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?)"/>
    public static Func<T1, T2, T3, T4, Task<TResult>> AsMethod<T1, T2, T3, T4, TResult>(this TaskHandle<(T1, T2, T3, T4), TResult> task, CallOptions? options = null) =>
        (a1, a2, a3, a4) => RunAsync(task, (a1, a2, a3, a4), options);

    /// <inheritdoc cref="AsMethod{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?)"/>
    public static Func<T1, T2, T3, T4, T5, Task<TResult>> AsMethod<T1, T2, T3, T4, T5, TResult>(this TaskHandle<(T1, T2, T3, T4, T5), TResult> task, CallOptions? options = null) =>
        (a1, a2, a3, a4, a5) => RunAsync(task, (a1, a2, a3, a4, a5), options);

    /// <inheritdoc cref="AsMethod{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?)"/>
    public static Func<T1, T2, T3, T4, T5, T6, Task<TResult>> AsMethod<T1, T2, T3, T4, T5, T6, TResult>(this TaskHandle<(T1, T2, T3, T4, T5, T6), TResult> task, CallOptions? options = null) =>
        (a1, a2, a3, a4, a5, a6) => RunAsync(task, (a1, a2, a3, a4, a5, a6), options);

    /// <inheritdoc cref="AsMethod{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?)"/>
    public static Func<T1, T2, T3, T4, T5, T6, T7, Task<TResult>> AsMethod<T1, T2, T3, T4, T5, T6, T7, TResult>(this TaskHandle<(T1, T2, T3, T4, T5, T6, T7), TResult> task, CallOptions? options = null) =>
        (a1, a2, a3, a4, a5, a6, a7) => RunAsync(task, (a1, a2, a3, a4, a5, a6, a7), options);

    /// <inheritdoc cref="AsMethod{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?)"/>
    public static Func<T1, T2, T3, T4, T5, T6, T7, T8, Task<TResult>> AsMethod<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(this TaskHandle<(T1, T2, T3, T4, T5, T6, T7, T8), TResult> task, CallOptions? options = null) =>
        (a1, a2, a3, a4, a5, a6, a7, a8) => RunAsync(task, (a1, a2, a3, a4, a5, a6, a7, a8), options);

    /// <summary>The task as a method whose calls are split into many that run in parallel; their results are joined.</summary>
    /// <param name="task">The task that runs each part.</param>
    /// <param name="split">Makes the arguments of the parts. Runs in the caller; nothing of it is stored.</param>
    /// <param name="join">Makes the result from the results of the parts, in their order. Runs in the caller.</param>
    /// <param name="onFailure">What to do when a part does not succeed. Default: wait for the others, then throw.</param>
    /// <param name="options">What every call wants different from the task; <see langword="null"/> means nothing.</param>
    public static Func<TInput, Task<TOutput>> AsParallelMethod<TInput, TArguments, TResult, TOutput>(
        this TaskHandle<TArguments, TResult> task,
        Func<TInput, IEnumerable<TArguments>> split,
        Func<IReadOnlyList<TResult>, TOutput> join,
        FirstFailure onFailure = FirstFailure.WaitForAll,
        CallOptions? options = null) =>
        input => RunAllAsync(task, split(input), join, onFailure, options);

    /// <inheritdoc cref="AsParallelMethod{TInput, TArguments, TResult, TOutput}(TaskHandle{TArguments, TResult}, Func{TInput, IEnumerable{TArguments}}, Func{IReadOnlyList{TResult}, TOutput}, FirstFailure, CallOptions?)"/>
    public static Func<TInput, Task<TOutput>> AsParallelMethod<TInput, T1, TResult, TOutput>(
        this TaskHandle<ValueTuple<T1>, TResult> task,
        Func<TInput, IEnumerable<T1>> split,
        Func<IReadOnlyList<TResult>, TOutput> join,
        FirstFailure onFailure = FirstFailure.WaitForAll,
        CallOptions? options = null) =>
        input => RunAllAsync(task, split(input).Select(part => new ValueTuple<T1>(part)), join, onFailure, options);

    /// <inheritdoc cref="AsParallelMethod{TInput, TArguments, TResult, TOutput}(TaskHandle{TArguments, TResult}, Func{TInput, IEnumerable{TArguments}}, Func{IReadOnlyList{TResult}, TOutput}, FirstFailure, CallOptions?)"/>
    public static Func<TInput1, TInput2, Task<TOutput>> AsParallelMethod<TInput1, TInput2, TArguments, TResult, TOutput>(
        this TaskHandle<TArguments, TResult> task,
        Func<TInput1, TInput2, IEnumerable<TArguments>> split,
        Func<IReadOnlyList<TResult>, TOutput> join,
        FirstFailure onFailure = FirstFailure.WaitForAll,
        CallOptions? options = null) =>
        (input1, input2) => RunAllAsync(task, split(input1, input2), join, onFailure, options);

    private static async Task<TResult> RunAsync<TArguments, TResult>(TaskHandle<TArguments, TResult> task, TArguments arguments, CallOptions? options) =>
        await (await task.CallAsync(arguments, options).ConfigureAwait(false)).ResultAsync().ConfigureAwait(false);

    private static async Task<TOutput> RunAllAsync<TArguments, TResult, TOutput>(
        TaskHandle<TArguments, TResult> task, IEnumerable<TArguments> parts, Func<IReadOnlyList<TResult>, TOutput> join, FirstFailure onFailure, CallOptions? options)
    {
        InvocationGroup<TResult> group = await task.ParallelizeAsync(parts, options).ConfigureAwait(false);
        return join(await group.AllAsync(onFailure).ConfigureAwait(false));
    }
}
