using System.Runtime.CompilerServices;

namespace Pynenc;

/// <summary>Registers delegates as tasks: <c>app.Task("add", (int x, int y) =&gt; x + y)</c>.</summary>
/// <remarks>
/// Up to five parameters; names and defaults are the delegate's own. A <see cref="CancellationToken"/> in the last place is not an
/// argument: it is cancelled when the invocation is. An async lambda is taken as one that returns a <see cref="System.Threading.Tasks.Task"/>. Register on every process that calls or runs the task, before it starts a runner.
/// </remarks>
public static class DelegateTasks
{
    /// <summary>Registers a delegate as a task.</summary>
    /// <param name="app">The application.</param>
    /// <param name="id">The stored id; see <see cref="TaskId"/>.</param>
    /// <param name="body">The delegate to run.</param>
    /// <param name="options">How invocations are treated; <see langword="null"/> means the defaults.</param>
    /// <exception cref="PynencConfigurationException">The id is taken or malformed, or an option is out of range.</exception>
    public static TaskHandle<ValueTuple, TResult> Task<TResult>(this PynencApp app, string id, Func<TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => new ValueTask<TResult>(body())));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<ValueTuple, TResult> Task<TResult>(this PynencApp app, string id, Func<Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => new ValueTask<TResult>(body())));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple, TResult> Task<TResult>(this PynencApp app, string id, Func<ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => body()));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple, Unit> Task(this PynencApp app, string id, Action body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => { body(); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<ValueTuple, Unit> Task(this PynencApp app, string id, Func<Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => TaskBodies.Discard(body())));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple, Unit> Task(this PynencApp app, string id, Func<ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => TaskBodies.Discard(body())));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple, TResult> Task<TResult>(this PynencApp app, string id, Func<CancellationToken, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => new ValueTask<TResult>(body(c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<ValueTuple, TResult> Task<TResult>(this PynencApp app, string id, Func<CancellationToken, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => new ValueTask<TResult>(body(c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple, TResult> Task<TResult>(this PynencApp app, string id, Func<CancellationToken, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => body(c.CancellationToken)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple, Unit> Task(this PynencApp app, string id, Action<CancellationToken> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => { body(c.CancellationToken); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<ValueTuple, Unit> Task(this PynencApp app, string id, Func<CancellationToken, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => TaskBodies.Discard(body(c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple, Unit> Task(this PynencApp app, string id, Func<CancellationToken, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(), (a, c) => TaskBodies.Discard(body(c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple<T1>, TResult> Task<T1, TResult>(this PynencApp app, string id, Func<T1, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => new ValueTask<TResult>(body(a.Item1))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<ValueTuple<T1>, TResult> Task<T1, TResult>(this PynencApp app, string id, Func<T1, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => new ValueTask<TResult>(body(a.Item1))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple<T1>, TResult> Task<T1, TResult>(this PynencApp app, string id, Func<T1, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => body(a.Item1)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple<T1>, Unit> Task<T1>(this PynencApp app, string id, Action<T1> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => { body(a.Item1); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<ValueTuple<T1>, Unit> Task<T1>(this PynencApp app, string id, Func<T1, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => TaskBodies.Discard(body(a.Item1))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple<T1>, Unit> Task<T1>(this PynencApp app, string id, Func<T1, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => TaskBodies.Discard(body(a.Item1))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple<T1>, TResult> Task<T1, TResult>(this PynencApp app, string id, Func<T1, CancellationToken, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => new ValueTask<TResult>(body(a.Item1, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<ValueTuple<T1>, TResult> Task<T1, TResult>(this PynencApp app, string id, Func<T1, CancellationToken, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => new ValueTask<TResult>(body(a.Item1, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple<T1>, TResult> Task<T1, TResult>(this PynencApp app, string id, Func<T1, CancellationToken, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => body(a.Item1, c.CancellationToken)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple<T1>, Unit> Task<T1>(this PynencApp app, string id, Action<T1, CancellationToken> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => { body(a.Item1, c.CancellationToken); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<ValueTuple<T1>, Unit> Task<T1>(this PynencApp app, string id, Func<T1, CancellationToken, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => TaskBodies.Discard(body(a.Item1, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<ValueTuple<T1>, Unit> Task<T1>(this PynencApp app, string id, Func<T1, CancellationToken, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<ValueTuple<T1>, Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0)), (a, c) => TaskBodies.Discard(body(a.Item1, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2), TResult> Task<T1, T2, TResult>(this PynencApp app, string id, Func<T1, T2, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2), TResult> Task<T1, T2, TResult>(this PynencApp app, string id, Func<T1, T2, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2), TResult> Task<T1, T2, TResult>(this PynencApp app, string id, Func<T1, T2, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => body(a.Item1, a.Item2)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2), Unit> Task<T1, T2>(this PynencApp app, string id, Action<T1, T2> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => { body(a.Item1, a.Item2); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2), Unit> Task<T1, T2>(this PynencApp app, string id, Func<T1, T2, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2), Unit> Task<T1, T2>(this PynencApp app, string id, Func<T1, T2, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2), TResult> Task<T1, T2, TResult>(this PynencApp app, string id, Func<T1, T2, CancellationToken, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2), TResult> Task<T1, T2, TResult>(this PynencApp app, string id, Func<T1, T2, CancellationToken, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2), TResult> Task<T1, T2, TResult>(this PynencApp app, string id, Func<T1, T2, CancellationToken, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => body(a.Item1, a.Item2, c.CancellationToken)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2), Unit> Task<T1, T2>(this PynencApp app, string id, Action<T1, T2, CancellationToken> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => { body(a.Item1, a.Item2, c.CancellationToken); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2), Unit> Task<T1, T2>(this PynencApp app, string id, Func<T1, T2, CancellationToken, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2), Unit> Task<T1, T2>(this PynencApp app, string id, Func<T1, T2, CancellationToken, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3), TResult> Task<T1, T2, T3, TResult>(this PynencApp app, string id, Func<T1, T2, T3, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3), TResult> Task<T1, T2, T3, TResult>(this PynencApp app, string id, Func<T1, T2, T3, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3), TResult> Task<T1, T2, T3, TResult>(this PynencApp app, string id, Func<T1, T2, T3, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => body(a.Item1, a.Item2, a.Item3)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3), Unit> Task<T1, T2, T3>(this PynencApp app, string id, Action<T1, T2, T3> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => { body(a.Item1, a.Item2, a.Item3); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3), Unit> Task<T1, T2, T3>(this PynencApp app, string id, Func<T1, T2, T3, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3), Unit> Task<T1, T2, T3>(this PynencApp app, string id, Func<T1, T2, T3, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3), TResult> Task<T1, T2, T3, TResult>(this PynencApp app, string id, Func<T1, T2, T3, CancellationToken, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3), TResult> Task<T1, T2, T3, TResult>(this PynencApp app, string id, Func<T1, T2, T3, CancellationToken, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3), TResult> Task<T1, T2, T3, TResult>(this PynencApp app, string id, Func<T1, T2, T3, CancellationToken, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => body(a.Item1, a.Item2, a.Item3, c.CancellationToken)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3), Unit> Task<T1, T2, T3>(this PynencApp app, string id, Action<T1, T2, T3, CancellationToken> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => { body(a.Item1, a.Item2, a.Item3, c.CancellationToken); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3), Unit> Task<T1, T2, T3>(this PynencApp app, string id, Func<T1, T2, T3, CancellationToken, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3), Unit> Task<T1, T2, T3>(this PynencApp app, string id, Func<T1, T2, T3, CancellationToken, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4), TResult> Task<T1, T2, T3, T4, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, a.Item4))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3, T4), TResult> Task<T1, T2, T3, T4, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, a.Item4))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4), TResult> Task<T1, T2, T3, T4, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => body(a.Item1, a.Item2, a.Item3, a.Item4)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4), Unit> Task<T1, T2, T3, T4>(this PynencApp app, string id, Action<T1, T2, T3, T4> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => { body(a.Item1, a.Item2, a.Item3, a.Item4); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3, T4), Unit> Task<T1, T2, T3, T4>(this PynencApp app, string id, Func<T1, T2, T3, T4, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, a.Item4))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4), Unit> Task<T1, T2, T3, T4>(this PynencApp app, string id, Func<T1, T2, T3, T4, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, a.Item4))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4), TResult> Task<T1, T2, T3, T4, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, CancellationToken, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, a.Item4, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3, T4), TResult> Task<T1, T2, T3, T4, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, CancellationToken, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, a.Item4, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4), TResult> Task<T1, T2, T3, T4, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, CancellationToken, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => body(a.Item1, a.Item2, a.Item3, a.Item4, c.CancellationToken)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4), Unit> Task<T1, T2, T3, T4>(this PynencApp app, string id, Action<T1, T2, T3, T4, CancellationToken> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => { body(a.Item1, a.Item2, a.Item3, a.Item4, c.CancellationToken); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3, T4), Unit> Task<T1, T2, T3, T4>(this PynencApp app, string id, Func<T1, T2, T3, T4, CancellationToken, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, a.Item4, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4), Unit> Task<T1, T2, T3, T4>(this PynencApp app, string id, Func<T1, T2, T3, T4, CancellationToken, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, a.Item4, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4, T5), TResult> Task<T1, T2, T3, T4, T5, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3, T4, T5), TResult> Task<T1, T2, T3, T4, T5, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4, T5), TResult> Task<T1, T2, T3, T4, T5, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4, T5), Unit> Task<T1, T2, T3, T4, T5>(this PynencApp app, string id, Action<T1, T2, T3, T4, T5> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => { body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3, T4, T5), Unit> Task<T1, T2, T3, T4, T5>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4, T5), Unit> Task<T1, T2, T3, T4, T5>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4, T5), TResult> Task<T1, T2, T3, T4, T5, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, CancellationToken, TResult> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3, T4, T5), TResult> Task<T1, T2, T3, T4, T5, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, CancellationToken, Task<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => new ValueTask<TResult>(body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4, T5), TResult> Task<T1, T2, T3, T4, T5, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, CancellationToken, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), TResult>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, c.CancellationToken)));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4, T5), Unit> Task<T1, T2, T3, T4, T5>(this PynencApp app, string id, Action<T1, T2, T3, T4, T5, CancellationToken> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => { body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, c.CancellationToken); return default; }));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<(T1, T2, T3, T4, T5), Unit> Task<T1, T2, T3, T4, T5>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, CancellationToken, Task> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, c.CancellationToken))));

    /// <inheritdoc cref="Task{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static TaskHandle<(T1, T2, T3, T4, T5), Unit> Task<T1, T2, T3, T4, T5>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, CancellationToken, ValueTask> body, TaskOptions? options = null) =>
        app.Register(new TaskDefinition<(T1, T2, T3, T4, T5), Unit>(id, options ?? TaskOptions.Default, ArgumentsCodec.For(TaskBodies.Parameter<T1>(body, 0), TaskBodies.Parameter<T2>(body, 1), TaskBodies.Parameter<T3>(body, 2), TaskBodies.Parameter<T4>(body, 3), TaskBodies.Parameter<T5>(body, 4)), (a, c) => TaskBodies.Discard(body(a.Item1, a.Item2, a.Item3, a.Item4, a.Item5, c.CancellationToken))));
}
