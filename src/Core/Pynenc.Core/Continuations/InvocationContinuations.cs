namespace Pynenc;

/// <summary>Calls that are made when an invocation has ended: <c>await download.ThenAsync(parse)</c>.</summary>
/// <remarks>
/// <para>A continuation is an invocation of its own, stored at once, so it outlives the caller and every process. Its handle gives the
/// result of the last call it makes. It works inside and outside of tasks, and for invocations that have ended already.</para>
/// <para>While it waits it is <c>paused</c> on a runner: no slot, no thread, no poll, but a few kilobytes of that runner's memory, and a
/// place in its heartbeat. Up to some ten thousand at once for each runner is fine; for more, call the next task at the end of the first.</para>
/// </remarks>
public static class InvocationContinuations
{
    /// <summary>Calls a task with the result of an invocation once that has succeeded.</summary>
    /// <param name="invocation">The invocation it follows.</param>
    /// <param name="next">The task; its first parameter is given the result.</param>
    /// <param name="options">
    /// What the call wants different from its task. A delay counts from when the call is made; an idempotency key names the continuation.
    /// </param>
    /// <param name="cancellationToken">Stops the publish. Once stored, a continuation stays stored.</param>
    /// <returns>
    /// Its handle, whose result is that of the task. It fails with an <see cref="AntecedentFailedException"/> when the invocation fails, is
    /// cancelled, poisoned or dropped, and as the task does when that fails. While something is parked it waits, and looks again now and then.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of range, or the task is of another application; nothing was stored.</exception>
    /// <exception cref="PayloadException">A fixed argument cannot be serialized, or all together are too large; nothing was stored.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used for another continuation; nothing was stored.</exception>
    /// <exception cref="Backend.BackendException">The store failed.</exception>
    public static ValueTask<Invocation<TNext>> ThenAsync<TResult, TNext>(
        this Invocation<TResult> invocation, TaskHandle<ValueTuple<TResult>, TNext> next, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            invocation.App, [invocation.Id], ContinuationWhen.Success, isList: false, [Continuation.Step(invocation.App, next, options, takesInput: true)], options, cancellationToken);

    /// <inheritdoc cref="ThenAsync{TResult, TNext}(Invocation{TResult}, TaskHandle{ValueTuple{TResult}, TNext}, CallOptions?, CancellationToken)"/>
    /// <param name="invocation">The invocation it follows.</param>
    /// <param name="next">The task; its first parameter is given the result.</param>
    /// <param name="a2">Its second argument.</param>
    /// <param name="options">What the call wants different from its task.</param>
    /// <param name="cancellationToken">Stops the publish.</param>
    public static ValueTask<Invocation<TNext>> ThenAsync<TResult, T2, TNext>(
        this Invocation<TResult> invocation, TaskHandle<(TResult, T2), TNext> next, T2 a2, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            invocation.App,
            [invocation.Id],
            ContinuationWhen.Success,
            isList: false,
            [Continuation.Step(invocation.App, next, options, takesInput: true, Continuation.Argument(next.Definition, 1, a2, invocation.App.Serializer))],
            options,
            cancellationToken);

    /// <inheritdoc cref="ThenAsync{TResult, TNext}(Invocation{TResult}, TaskHandle{ValueTuple{TResult}, TNext}, CallOptions?, CancellationToken)"/>
    /// <param name="invocation">The invocation it follows.</param>
    /// <param name="next">The task; its first parameter is given the result.</param>
    /// <param name="a2">Its second argument.</param>
    /// <param name="a3">Its third argument.</param>
    /// <param name="options">What the call wants different from its task.</param>
    /// <param name="cancellationToken">Stops the publish.</param>
    public static ValueTask<Invocation<TNext>> ThenAsync<TResult, T2, T3, TNext>(
        this Invocation<TResult> invocation, TaskHandle<(TResult, T2, T3), TNext> next, T2 a2, T3 a3, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            invocation.App,
            [invocation.Id],
            ContinuationWhen.Success,
            isList: false,
            [Continuation.Step(
                invocation.App,
                next,
                options,
                takesInput: true,
                Continuation.Argument(next.Definition, 1, a2, invocation.App.Serializer),
                Continuation.Argument(next.Definition, 2, a3, invocation.App.Serializer))],
            options,
            cancellationToken);

    /// <summary>Calls a task without parameters once an invocation has succeeded, whatever its result.</summary>
    /// <inheritdoc cref="ThenAsync{TResult, TNext}(Invocation{TResult}, TaskHandle{ValueTuple{TResult}, TNext}, CallOptions?, CancellationToken)"/>
    /// <param name="invocation">The invocation it follows.</param>
    /// <param name="next">The task.</param>
    /// <param name="options">What the call wants different from its task.</param>
    /// <param name="cancellationToken">Stops the publish.</param>
    public static ValueTask<Invocation<TNext>> ThenAsync<TNext>(
        this Invocation invocation, TaskHandle<ValueTuple, TNext> next, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            invocation.App, [invocation.Id], ContinuationWhen.Success, isList: false, [Continuation.Step(invocation.App, next, options, takesInput: false)], options, cancellationToken);

    /// <summary>Calls the tasks of a chain one after the other, the first with the result of an invocation once that has succeeded.</summary>
    /// <inheritdoc cref="ThenAsync{TResult, TNext}(Invocation{TResult}, TaskHandle{ValueTuple{TResult}, TNext}, CallOptions?, CancellationToken)"/>
    /// <param name="invocation">The invocation it follows.</param>
    /// <param name="next">The chain.</param>
    /// <param name="options">What the first call wants different from its task.</param>
    /// <param name="cancellationToken">Stops the publish.</param>
    public static ValueTask<Invocation<TNext>> ThenAsync<TResult, TNext>(
        this Invocation<TResult> invocation, TaskChain<ValueTuple<TResult>, TNext> next, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        next.AfterAsync(invocation.App, [invocation.Id], isList: false, options, cancellationToken);

    /// <summary>Calls a task with what went wrong once an invocation has ended without success.</summary>
    /// <param name="invocation">The invocation it follows.</param>
    /// <param name="handler">The task; its parameter is given the failure.</param>
    /// <param name="options">What the call wants different from its task.</param>
    /// <param name="cancellationToken">Stops the publish. Once stored, a continuation stays stored.</param>
    /// <returns>Its handle, whose result is that of the task. When the invocation succeeds, the continuation ends as cancelled, with that reason.</returns>
    /// <inheritdoc cref="ThenAsync{TResult, TNext}(Invocation{TResult}, TaskHandle{ValueTuple{TResult}, TNext}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TNext>> OnFailureAsync<TNext>(
        this Invocation invocation, TaskHandle<ValueTuple<InvocationFailure>, TNext> handler, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            invocation.App, [invocation.Id], ContinuationWhen.Failure, isList: false, [Continuation.Step(invocation.App, handler, options, takesInput: true)], options, cancellationToken);

    /// <inheritdoc cref="OnFailureAsync{TNext}(Invocation, TaskHandle{ValueTuple{InvocationFailure}, TNext}, CallOptions?, CancellationToken)"/>
    /// <param name="invocation">The invocation it follows.</param>
    /// <param name="handler">The task; its first parameter is given the failure.</param>
    /// <param name="a2">Its second argument.</param>
    /// <param name="options">What the call wants different from its task.</param>
    /// <param name="cancellationToken">Stops the publish.</param>
    public static ValueTask<Invocation<TNext>> OnFailureAsync<T2, TNext>(
        this Invocation invocation, TaskHandle<(InvocationFailure, T2), TNext> handler, T2 a2, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            invocation.App,
            [invocation.Id],
            ContinuationWhen.Failure,
            isList: false,
            [Continuation.Step(invocation.App, handler, options, takesInput: true, Continuation.Argument(handler.Definition, 1, a2, invocation.App.Serializer))],
            options,
            cancellationToken);
}
