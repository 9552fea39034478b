using System.Runtime.CompilerServices;

namespace Pynenc;

/// <summary>Registers delegates as tasks that are called like plain methods: <c>Func&lt;int, int, Task&lt;int&gt;&gt; add = app.DirectTask("add", (int x, int y) =&gt; x + y)</c>.</summary>
/// <remarks>
/// What comes back is called as the delegate was: with its arguments, for its result. Each call publishes an invocation and waits for it, as
/// <see cref="TaskMethods.AsMethod{TResult}(TaskHandle{ValueTuple, TResult}, CallOptions?)"/> says. Up to five parameters; for a body with a token, write
/// <c>app.Task(…).AsMethod()</c>. Register on every process that calls or runs the task, before it starts a runner.
/// </remarks>
public static class DirectTasks
{
    /// <summary>Registers a delegate as a task that is called like a plain method.</summary>
    /// <param name="app">The application.</param>
    /// <param name="id">The stored id; see <see cref="TaskId"/>.</param>
    /// <param name="body">The delegate to run.</param>
    /// <param name="options">How invocations are treated; <see langword="null"/> means the defaults.</param>
    /// <returns>Publishes an invocation and waits for its result. It throws what awaiting the invocation throws.</returns>
    /// <exception cref="PynencConfigurationException">The id is taken or malformed, or an option is out of range.</exception>
    public static Func<Task<TResult>> DirectTask<TResult>(this PynencApp app, string id, Func<TResult> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<Task<TResult>> DirectTask<TResult>(this PynencApp app, string id, Func<Task<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<Task<TResult>> DirectTask<TResult>(this PynencApp app, string id, Func<ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<Task> DirectTask(this PynencApp app, string id, Action body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<Task> DirectTask(this PynencApp app, string id, Func<Task> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<Task> DirectTask(this PynencApp app, string id, Func<ValueTask> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, Task<TResult>> DirectTask<T1, TResult>(this PynencApp app, string id, Func<T1, TResult> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, Task<TResult>> DirectTask<T1, TResult>(this PynencApp app, string id, Func<T1, Task<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, Task<TResult>> DirectTask<T1, TResult>(this PynencApp app, string id, Func<T1, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, Task> DirectTask<T1>(this PynencApp app, string id, Action<T1> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, Task> DirectTask<T1>(this PynencApp app, string id, Func<T1, Task> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, Task> DirectTask<T1>(this PynencApp app, string id, Func<T1, ValueTask> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, Task<TResult>> DirectTask<T1, T2, TResult>(this PynencApp app, string id, Func<T1, T2, TResult> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, T2, Task<TResult>> DirectTask<T1, T2, TResult>(this PynencApp app, string id, Func<T1, T2, Task<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, Task<TResult>> DirectTask<T1, T2, TResult>(this PynencApp app, string id, Func<T1, T2, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, Task> DirectTask<T1, T2>(this PynencApp app, string id, Action<T1, T2> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, T2, Task> DirectTask<T1, T2>(this PynencApp app, string id, Func<T1, T2, Task> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, Task> DirectTask<T1, T2>(this PynencApp app, string id, Func<T1, T2, ValueTask> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, Task<TResult>> DirectTask<T1, T2, T3, TResult>(this PynencApp app, string id, Func<T1, T2, T3, TResult> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, T2, T3, Task<TResult>> DirectTask<T1, T2, T3, TResult>(this PynencApp app, string id, Func<T1, T2, T3, Task<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, Task<TResult>> DirectTask<T1, T2, T3, TResult>(this PynencApp app, string id, Func<T1, T2, T3, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, Task> DirectTask<T1, T2, T3>(this PynencApp app, string id, Action<T1, T2, T3> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, T2, T3, Task> DirectTask<T1, T2, T3>(this PynencApp app, string id, Func<T1, T2, T3, Task> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, Task> DirectTask<T1, T2, T3>(this PynencApp app, string id, Func<T1, T2, T3, ValueTask> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, T4, Task<TResult>> DirectTask<T1, T2, T3, T4, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, TResult> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, T2, T3, T4, Task<TResult>> DirectTask<T1, T2, T3, T4, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, Task<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, T4, Task<TResult>> DirectTask<T1, T2, T3, T4, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, T4, Task> DirectTask<T1, T2, T3, T4>(this PynencApp app, string id, Action<T1, T2, T3, T4> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, T2, T3, T4, Task> DirectTask<T1, T2, T3, T4>(this PynencApp app, string id, Func<T1, T2, T3, T4, Task> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, T4, Task> DirectTask<T1, T2, T3, T4>(this PynencApp app, string id, Func<T1, T2, T3, T4, ValueTask> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, T4, T5, Task<TResult>> DirectTask<T1, T2, T3, T4, T5, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, TResult> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, T2, T3, T4, T5, Task<TResult>> DirectTask<T1, T2, T3, T4, T5, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, Task<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, T4, T5, Task<TResult>> DirectTask<T1, T2, T3, T4, T5, TResult>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, ValueTask<TResult>> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, T4, T5, Task> DirectTask<T1, T2, T3, T4, T5>(this PynencApp app, string id, Action<T1, T2, T3, T4, T5> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, T2, T3, T4, T5, Task> DirectTask<T1, T2, T3, T4, T5>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, Task> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <inheritdoc cref="DirectTask{TResult}(PynencApp, string, Func{TResult}, TaskOptions?)"/>
    public static Func<T1, T2, T3, T4, T5, Task> DirectTask<T1, T2, T3, T4, T5>(this PynencApp app, string id, Func<T1, T2, T3, T4, T5, ValueTask> body, TaskOptions? options = null) =>
        app.Task(id, body, options).AsMethod();

    /// <summary>Registers a delegate as a task whose calls are split into many that run in parallel; their results are joined.</summary>
    /// <param name="app">The application.</param>
    /// <param name="id">The stored id; see <see cref="TaskId"/>.</param>
    /// <param name="body">The delegate to run on each part.</param>
    /// <param name="split">Makes the parts of a call. Runs in the caller.</param>
    /// <param name="join">Makes the result from the results of the parts, in their order. Runs in the caller.</param>
    /// <param name="options">How invocations are treated; <see langword="null"/> means the defaults.</param>
    /// <returns>Publishes an invocation per part and waits for all of them. It throws for the first part that did not succeed, once all have ended.</returns>
    /// <exception cref="PynencConfigurationException">The id is taken or malformed, or an option is out of range.</exception>
    public static Func<T1, Task<TResult>> DirectTask<T1, TResult>(
        this PynencApp app, string id, Func<T1, TResult> body, Func<T1, IEnumerable<T1>> split, Func<IReadOnlyList<TResult>, TResult> join, TaskOptions? options = null) =>
        app.Task(id, body, options).AsParallelMethod(split, join);

    /// <inheritdoc cref="DirectTask{T1, TResult}(PynencApp, string, Func{T1, TResult}, Func{T1, IEnumerable{T1}}, Func{IReadOnlyList{TResult}, TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, Task<TResult>> DirectTask<T1, TResult>(
        this PynencApp app, string id, Func<T1, Task<TResult>> body, Func<T1, IEnumerable<T1>> split, Func<IReadOnlyList<TResult>, TResult> join, TaskOptions? options = null) =>
        app.Task(id, body, options).AsParallelMethod(split, join);

    /// <inheritdoc cref="DirectTask{T1, TResult}(PynencApp, string, Func{T1, TResult}, Func{T1, IEnumerable{T1}}, Func{IReadOnlyList{TResult}, TResult}, TaskOptions?)"/>
    public static Func<T1, T2, Task<TResult>> DirectTask<T1, T2, TResult>(
        this PynencApp app, string id, Func<T1, T2, TResult> body, Func<T1, T2, IEnumerable<(T1, T2)>> split, Func<IReadOnlyList<TResult>, TResult> join, TaskOptions? options = null) =>
        app.Task(id, body, options).AsParallelMethod(split, join);

    /// <inheritdoc cref="DirectTask{T1, TResult}(PynencApp, string, Func{T1, TResult}, Func{T1, IEnumerable{T1}}, Func{IReadOnlyList{TResult}, TResult}, TaskOptions?)"/>
    [OverloadResolutionPriority(1)]
    public static Func<T1, T2, Task<TResult>> DirectTask<T1, T2, TResult>(
        this PynencApp app, string id, Func<T1, T2, Task<TResult>> body, Func<T1, T2, IEnumerable<(T1, T2)>> split, Func<IReadOnlyList<TResult>, TResult> join, TaskOptions? options = null) =>
        app.Task(id, body, options).AsParallelMethod(split, join);
}
