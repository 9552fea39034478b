namespace Pynenc;

/// <summary>Calls that are made when the members of a group have ended: <c>await group.ThenAsync(sum)</c>.</summary>
/// <remarks>What <see cref="InvocationContinuations"/> says of one invocation holds for many. A group of none has succeeded.</remarks>
public static class GroupContinuations
{
    /// <summary>Calls a task with the list of all results once every member has succeeded.</summary>
    /// <typeparam name="TResult">The result of a member.</typeparam>
    /// <typeparam name="TList">The list the task takes: an array, a <see cref="List{T}"/>, an <see cref="IReadOnlyList{T}"/>.</typeparam>
    /// <typeparam name="TNext">The result of the task.</typeparam>
    /// <param name="group">The group it follows.</param>
    /// <param name="next">The task; its parameter is given the results, in the order of the arguments.</param>
    /// <param name="options">
    /// What the call wants different from its task. A delay counts from when the call is made; an idempotency key names the continuation.
    /// </param>
    /// <param name="cancellationToken">Stops the publish. Once stored, a continuation stays stored.</param>
    /// <returns>
    /// Its handle, whose result is that of the task. It fails with an <see cref="AntecedentFailedException"/> as soon as a member has ended
    /// without success; the others go on.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of range, or the task is of another application; nothing was stored.</exception>
    /// <exception cref="PayloadException">The ids together are too large; nothing was stored.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used for another continuation; nothing was stored.</exception>
    /// <exception cref="Backend.BackendException">The store failed.</exception>
    public static ValueTask<Invocation<TNext>> ThenAsync<TResult, TList, TNext>(
        this InvocationGroup<TResult> group, TaskHandle<ValueTuple<TList>, TNext> next, CallOptions? options = null, CancellationToken cancellationToken = default)
        where TList : IEnumerable<TResult> =>
        Continuation.AfterAsync<TNext>(
            group.App, group.Ids, ContinuationWhen.Success, isList: true, [Continuation.Step(group.App, next, options, takesInput: true)], options, cancellationToken);

    /// <inheritdoc cref="ThenAsync{TResult, TList, TNext}(InvocationGroup{TResult}, TaskHandle{ValueTuple{TList}, TNext}, CallOptions?, CancellationToken)"/>
    /// <param name="group">The group it follows.</param>
    /// <param name="next">The task; its first parameter is given the results, in the order of the arguments.</param>
    /// <param name="a2">Its second argument.</param>
    /// <param name="options">What the call wants different from its task.</param>
    /// <param name="cancellationToken">Stops the publish.</param>
    public static ValueTask<Invocation<TNext>> ThenAsync<TResult, TList, T2, TNext>(
        this InvocationGroup<TResult> group, TaskHandle<(TList, T2), TNext> next, T2 a2, CallOptions? options = null, CancellationToken cancellationToken = default)
        where TList : IEnumerable<TResult> =>
        Continuation.AfterAsync<TNext>(
            group.App,
            group.Ids,
            ContinuationWhen.Success,
            isList: true,
            [Continuation.Step(group.App, next, options, takesInput: true, Continuation.Argument(next.Definition, 1, a2, group.App.Serializer))],
            options,
            cancellationToken);

    /// <summary>Calls a task without parameters once every member has succeeded.</summary>
    /// <inheritdoc cref="ThenAsync{TResult, TList, TNext}(InvocationGroup{TResult}, TaskHandle{ValueTuple{TList}, TNext}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TNext>> ThenAsync<TResult, TNext>(
        this InvocationGroup<TResult> group, TaskHandle<ValueTuple, TNext> next, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            group.App, group.Ids, ContinuationWhen.Success, isList: true, [Continuation.Step(group.App, next, options, takesInput: false)], options, cancellationToken);

    /// <summary>Calls the tasks of a chain one after the other, the first with the list of all results once every member has succeeded.</summary>
    /// <inheritdoc cref="ThenAsync{TResult, TList, TNext}(InvocationGroup{TResult}, TaskHandle{ValueTuple{TList}, TNext}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TNext>> ThenAsync<TResult, TList, TNext>(
        this InvocationGroup<TResult> group, TaskChain<ValueTuple<TList>, TNext> next, CallOptions? options = null, CancellationToken cancellationToken = default)
        where TList : IEnumerable<TResult> =>
        next.AfterAsync(group.App, group.Ids, isList: true, options, cancellationToken);

    /// <summary>Calls a task with what went wrong as soon as one member has ended without success; the others go on.</summary>
    /// <param name="group">The group it follows.</param>
    /// <param name="handler">The task; its parameter is given the failure.</param>
    /// <param name="options">What the call wants different from its task.</param>
    /// <param name="cancellationToken">Stops the publish. Once stored, a continuation stays stored.</param>
    /// <returns>Its handle, whose result is that of the task. When all members succeed, the continuation ends as cancelled, with that reason.</returns>
    /// <inheritdoc cref="ThenAsync{TResult, TList, TNext}(InvocationGroup{TResult}, TaskHandle{ValueTuple{TList}, TNext}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TNext>> OnFailureAsync<TResult, TNext>(
        this InvocationGroup<TResult> group, TaskHandle<ValueTuple<InvocationFailure>, TNext> handler, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            group.App, group.Ids, ContinuationWhen.Failure, isList: true, [Continuation.Step(group.App, handler, options, takesInput: true)], options, cancellationToken);

    /// <summary>Calls a task with the counts once every member has ended, however it did.</summary>
    /// <param name="group">The group it follows.</param>
    /// <param name="next">The task; its parameter is given how many members succeeded, failed, were cancelled or stopped.</param>
    /// <param name="options">What the call wants different from its task.</param>
    /// <param name="cancellationToken">Stops the publish. Once stored, a continuation stays stored.</param>
    /// <returns>Its handle, whose result is that of the task.</returns>
    /// <inheritdoc cref="ThenAsync{TResult, TList, TNext}(InvocationGroup{TResult}, TaskHandle{ValueTuple{TList}, TNext}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TNext>> OnEndAsync<TResult, TNext>(
        this InvocationGroup<TResult> group, TaskHandle<ValueTuple<GroupProgress>, TNext> next, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            group.App, group.Ids, ContinuationWhen.Ended, isList: true, [Continuation.Step(group.App, next, options, takesInput: true)], options, cancellationToken);

    /// <summary>Calls a task without parameters once every member has ended, however it did.</summary>
    /// <inheritdoc cref="OnEndAsync{TResult, TNext}(InvocationGroup{TResult}, TaskHandle{ValueTuple{GroupProgress}, TNext}, CallOptions?, CancellationToken)"/>
    public static ValueTask<Invocation<TNext>> OnEndAsync<TResult, TNext>(
        this InvocationGroup<TResult> group, TaskHandle<ValueTuple, TNext> next, CallOptions? options = null, CancellationToken cancellationToken = default) =>
        Continuation.AfterAsync<TNext>(
            group.App, group.Ids, ContinuationWhen.Ended, isList: true, [Continuation.Step(group.App, next, options, takesInput: false)], options, cancellationToken);
}
