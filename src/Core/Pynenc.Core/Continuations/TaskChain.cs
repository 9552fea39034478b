namespace Pynenc;

/// <summary>Tasks that are called one after the other, each with the result of the one before: <c>download.Then(parse).Then(store)</c>.</summary>
/// <remarks>
/// A description, stored nowhere: keep it, extend it, call it as often as you like. A call is stored as one invocation, so it is accepted
/// as a whole; the calls of its tasks are its children. What <see cref="InvocationContinuations"/> says of waiting and of failures holds.
/// </remarks>
/// <typeparam name="TArguments">A tuple of the arguments of the first task.</typeparam>
/// <typeparam name="TResult">The result of the last.</typeparam>
public sealed class TaskChain<TArguments, TResult>
{
    private readonly PynencApp _app;
    private readonly ChainStart<TArguments> _first;
    private readonly IReadOnlyList<(ContinuationStep Step, TaskDefinition Task)> _rest;

    internal TaskChain(PynencApp app, ChainStart<TArguments> first, IReadOnlyList<(ContinuationStep Step, TaskDefinition Task)> rest)
    {
        _app = app;
        _first = first;
        _rest = rest;
    }

    /// <summary>Adds a task whose parameter is given the result.</summary>
    /// <param name="next">The task.</param>
    /// <param name="options">What its call wants different. A delay counts from when the call is made; there is no idempotency key of a step.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the task is of another application.</exception>
    public TaskChain<TArguments, TNext> Then<TNext>(TaskHandle<ValueTuple<TResult>, TNext> next, CallOptions? options = null) =>
        With<TNext>(Continuation.Step(_app, next, Checked(options), takesInput: true));

    /// <inheritdoc cref="Then{TNext}(TaskHandle{ValueTuple{TResult}, TNext}, CallOptions?)"/>
    /// <param name="next">The task.</param>
    /// <param name="a2">Its second argument.</param>
    /// <param name="options">What its call wants different.</param>
    public TaskChain<TArguments, TNext> Then<T2, TNext>(TaskHandle<(TResult, T2), TNext> next, T2 a2, CallOptions? options = null) =>
        With<TNext>(Continuation.Step(_app, next, Checked(options), takesInput: true, Continuation.Argument(next.Definition, 1, a2, _app.Serializer)));

    /// <summary>Adds a task without parameters; the result is dropped.</summary>
    /// <inheritdoc cref="Then{TNext}(TaskHandle{ValueTuple{TResult}, TNext}, CallOptions?)"/>
    public TaskChain<TArguments, TNext> Then<TNext>(TaskHandle<ValueTuple, TNext> next, CallOptions? options = null) =>
        With<TNext>(Continuation.Step(_app, next, Checked(options), takesInput: false));

    /// <summary>Publishes one run of the chain and returns its handle at once.</summary>
    /// <param name="arguments">The arguments of the first task.</param>
    /// <param name="options">What the first call wants different. A delay holds back the whole chain, and an idempotency key names it.</param>
    /// <param name="cancellationToken">Stops the publish. Once stored, an invocation stays stored.</param>
    /// <returns>Its handle, whose result is that of the last task. It fails as the first task that fails does.</returns>
    /// <exception cref="PayloadException">The arguments cannot be serialized, or are too large; nothing was stored.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used for other arguments; nothing was stored.</exception>
    /// <exception cref="Backend.BackendException">The store failed.</exception>
    public ValueTask<Invocation<TResult>> CallAsync(TArguments arguments, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        CallOptions? first = options is null ? null : options with { NotBefore = null, Delay = null };
        first?.CheckLimits(_first.Task);
        return Continuation.ChainAsync<TResult>(
            _app, [Continuation.Call(_first.Task, _first.Encode(arguments), first), .. _rest], options, cancellationToken);
    }

    internal ValueTask<Invocation<TResult>> AfterAsync(
        PynencApp app, IReadOnlyList<InvocationId> antecedents, bool isList, CallOptions? options, CancellationToken cancellationToken) =>
        Continuation.AfterAsync<TResult>(
            app, antecedents, ContinuationWhen.Success, isList, [_first.AsStep(app, options), .. _rest], options, cancellationToken);

    private TaskChain<TArguments, TNext> With<TNext>((ContinuationStep Step, TaskDefinition Task) step) => new(_app, _first, [.. _rest, step]);

    private static CallOptions? Checked(CallOptions? options) => options?.IdempotencyKey is null
        ? options
        : throw new ArgumentException($"{nameof(CallOptions.IdempotencyKey)} names a call, and a step of a chain is made by the chain. Give the key where the chain is called.", nameof(options));
}
