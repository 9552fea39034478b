using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Pynenc.Backend;
using Pynenc.Orchestration;
using Pynenc.Running;

namespace Pynenc;

/// <summary>One named application: its tasks, its broker, its state backend. Safe for concurrent use.</summary>
/// <example>
/// <code>
/// await using var app = PynencApp.Create(o => o.AppId("shop").UseSQLite("shop.db"));
/// var add = app.Task("add", (int x, int y) => x + y);
/// await using var runner = await app.StartThreadRunnerAsync();
/// int three = await await add.CallAsync(1, 2);
/// </code>
/// </example>
public sealed partial class PynencApp : IAsyncDisposable
{
    private readonly SemaphoreSlim _initializing = new(1, 1);
    private readonly InlineRunner? _inline;
    private volatile bool _isInitialized;
    private int _isDisposed;

    internal PynencApp(
        BackendContext context,
        BaseBroker broker,
        BaseStateBackend state,
        PayloadSerializer serializer,
        LargePayloads large,
        TaskRegistry tasks,
        IServiceProvider? services,
        bool inline)
    {
        Context = context;
        Broker = broker;
        State = state;
        Serializer = serializer;
        Large = large;
        Registry = tasks;
        Services = services;
        Logger = context.LoggerFactory.CreateLogger("Pynenc");
        Settled = new SettledHub(state, context.Options, context.Time, Logger);
        Orchestrator = new Orchestrator(broker, state, Settled, context, Logger);
        _inline = inline ? new InlineRunner(this) : null;
    }

    /// <summary>The application's name.</summary>
    public AppId AppId => Context.AppId;

    /// <summary>The settings it was built with. Changing them has no effect.</summary>
    public PynencOptions Options => Context.Options;

    /// <summary>The clock.</summary>
    public TimeProvider Time => Context.Time;

    /// <summary>The broker.</summary>
    public BaseBroker Broker { get; }

    /// <summary>The state backend.</summary>
    public BaseStateBackend State { get; }

    /// <summary>True when broker and state backend share one transaction domain, so that each verb is one step of the store.</summary>
    public bool IsColocated => Orchestrator.IsColocated;

    /// <summary>The ids and aliases of the tasks it knows.</summary>
    public IReadOnlyCollection<TaskId> Tasks => Registry.Known;

    internal BackendContext Context { get; }

    internal PayloadSerializer Serializer { get; }

    internal LargePayloads Large { get; }

    internal TaskRegistry Registry { get; }

    internal IServiceProvider? Services { get; }

    internal ILogger Logger { get; }

    internal SettledHub Settled { get; }

    internal Orchestrator Orchestrator { get; }

    /// <summary>Builds an application.</summary>
    /// <exception cref="PynencConfigurationException">Something is missing or out of range; lists every problem.</exception>
    public static PynencApp Create(Action<PynencAppBuilder> configure)
    {
        var builder = new PynencAppBuilder();
        configure(builder);
        return builder.Build();
    }

    /// <summary>
    /// Connects, and creates or migrates what the backends need. Called by the first operation that needs it; call it yourself to
    /// fail early. Idempotent; after a failure the next call tries again.
    /// </summary>
    /// <exception cref="BackendException">The store is unreachable, or not usable as configured.</exception>
    public ValueTask InitializeAsync(CancellationToken cancellationToken = default) =>
        _isInitialized ? ValueTask.CompletedTask : InitializeSlowAsync(cancellationToken);

    /// <summary>The handle by which a declared task is called on this application.</summary>
    public TaskHandle<TArguments, TResult> Handle<TArguments, TResult>(TaskDefinition<TArguments, TResult> definition) =>
        new(this, definition);

    /// <summary>Calls a task by its id, with arguments as a JSON object: for command lines and other loose callers.</summary>
    /// <exception cref="UnknownTaskException">The application has no task of that id.</exception>
    /// <exception cref="PayloadException">An argument is missing, superfluous, or of the wrong type; nothing was stored.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used for other arguments; nothing was stored.</exception>
    public async ValueTask<Invocation> CallJsonAsync(
        string taskId, string argumentsJson, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        TaskDefinition definition = (TaskId.Problem(taskId) is null ? Registry.Find(new TaskId(taskId)) : null)
            ?? throw new UnknownTaskException(taskId, Registry.Known);
        ReadOnlyMemory<byte> arguments = definition.Normalize(Encoding.UTF8.GetBytes(argumentsJson), Serializer);
        InvocationRecord record = Record(definition, arguments, options);
        PublishOutcome outcome = await PublishOneAsync(record, options, cancellationToken).ConfigureAwait(false);
        return new Invocation(this, outcome.Id, definition.Id) { IsReused = !outcome.IsPublished };
    }

    /// <summary>The handle of an invocation whose id is known, with a result of the named type.</summary>
    public Invocation<TResult> Invocation<TResult>(InvocationId id) => new(this, id, task: null);

    /// <summary>Waits for invocations together that were made before, here or elsewhere, in the order given.</summary>
    /// <param name="ids">Their ids; an id may stand more than once. Each must be of a task with a result of the named type.</param>
    [OverloadResolutionPriority(1)]
    public InvocationGroup<TResult> Group<TResult>(IEnumerable<InvocationId> ids) => new(this, [.. ids.Select(Invocation<TResult>)]);

    /// <inheritdoc cref="Group{TResult}(IEnumerable{InvocationId})"/>
    /// <param name="invocations">Their handles, of this application; those of different tasks may stand together.</param>
    /// <exception cref="ArgumentException">One of them belongs to another application.</exception>
    public InvocationGroup<TResult> Group<TResult>(IEnumerable<Invocation<TResult>> invocations)
    {
        Invocation<TResult>[] members = [.. invocations];
        return Array.Find(members, m => m.App != this) is { } stranger
            ? throw new ArgumentException($"Invocation {stranger.Id} belongs to application '{stranger.App.AppId}' and the group to '{AppId}'. Wait for it with a group of its own.", nameof(invocations))
            : new InvocationGroup<TResult>(this, members);
    }

    /// <summary>How many invocations of each task are in each status.</summary>
    public async ValueTask<IReadOnlyList<StatusCount>> CountAsync(CancellationToken cancellationToken = default)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await State.Queries.CountAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A page of invocations in the order of registration.</summary>
    /// <param name="filter">Which invocations; <see langword="null"/> means all.</param>
    /// <param name="after"><see cref="InvocationPage.Next"/> of the page before; 0 for the first.</param>
    /// <param name="limit">1 to 1000.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async ValueTask<InvocationPage> PageAsync(
        InvocationFilter? filter = null, long after = 0, int limit = 100, CancellationToken cancellationToken = default)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await State.Queries.PageAsync(filter ?? InvocationFilter.All, after, limit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives stored arguments or a stored result as the JSON they are, with the large values that are kept apart. For monitors and other tools.</summary>
    /// <param name="stored">What stands in <see cref="InvocationRecord.Arguments"/> or in <see cref="InvocationOutcome.Payload"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="PayloadException">A value that is kept apart is missing or damaged.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadPayloadAsync(ReadOnlyMemory<byte> stored, CancellationToken cancellationToken = default)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await Large.ReadAsync(stored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes everything this application has stored, and nothing of any other. Cannot be undone.</summary>
    /// <param name="confirmAppId">The application's id, spelt out, so that nobody purges by accident.</param>
    /// <param name="cancellationToken">Stops before the next step; what is removed stays removed.</param>
    /// <exception cref="ArgumentException">The confirmation is not the application's id; nothing was removed.</exception>
    public async ValueTask PurgeAsync(string confirmAppId, CancellationToken cancellationToken = default)
    {
        if (!string.Equals(confirmAppId, AppId.Value, StringComparison.Ordinal))
        {
            throw new ArgumentException($"Purging '{AppId}' was confirmed with '{confirmAppId}'. Pass the application's own id to remove everything it has stored.", nameof(confirmAppId));
        }

        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        await Broker.PurgeAsync(cancellationToken).ConfigureAwait(false);
        await State.PurgeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a runner in this process.</summary>
    /// <returns>The running runner; stop or dispose it to drain.</returns>
    /// <exception cref="PynencConfigurationException">An option is out of range.</exception>
    public async ValueTask<ThreadRunner> StartThreadRunnerAsync(
        Action<ThreadRunnerOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new ThreadRunnerOptions();
        configure?.Invoke(options);
        var runner = new ThreadRunner(this, options);
        await runner.StartAsync(cancellationToken).ConfigureAwait(false);
        return runner;
    }

    /// <summary>Closes the backends. Stop the runners first. Double disposal is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await Orchestrator.FlushAsync().ConfigureAwait(false);
        await Settled.DisposeAsync().ConfigureAwait(false);
        await Broker.DisposeAsync().ConfigureAwait(false);
        await State.DisposeAsync().ConfigureAwait(false);
        _initializing.Dispose();
    }

    /// <summary>Takes work for a runner: receives, claims, acknowledges. For authors of runners.</summary>
    /// <returns>What the runner now owns; empty when nothing came within the wait.</returns>
    public async ValueTask<TakeOutcome> TakeAsync(TakeRequest request, CancellationToken cancellationToken)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await Orchestrator.TakeAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Mends whatever crashes left behind, as every runner does with each heartbeat. For operators and tests.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken = default)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        await Orchestrator.SweepAsync(Tasks, by: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reports that a process of this machine is dead, for parents that see their children die: its runners are removed and what
    /// they held is routed again now, without waiting for a lease to end.
    /// </summary>
    /// <param name="processId">The operating system's id of the dead process. Naming a live one makes its work run twice, and count once.</param>
    /// <param name="cancellationToken">Stops the repair; the sweeps of other runners finish it.</param>
    public async ValueTask ReportDeadProcessAsync(int processId, CancellationToken cancellationToken = default)
    {
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        foreach (RunnerInfo runner in await State.Runners.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (runner.ProcessId == processId && runner.Host == Environment.MachineName)
            {
                await State.Runners.UnregisterAsync(runner.Id, cancellationToken).ConfigureAwait(false);
            }
        }

        await SweepAsync(cancellationToken).ConfigureAwait(false);
    }

    internal TaskHandle<TArguments, TResult> Register<TArguments, TResult>(TaskDefinition<TArguments, TResult> definition)
    {
        Registry.Add(definition);
        return Handle(definition);
    }

    /// <param name="task">The task.</param>
    /// <param name="arguments">Its arguments, as stored.</param>
    /// <param name="options">What the call wants different.</param>
    /// <param name="named">The id; <see langword="null"/> for a new one, or the one of the idempotency key.</param>
    internal InvocationRecord Record(TaskDefinition task, ReadOnlyMemory<byte> arguments, CallOptions? options, InvocationId? named = null)
    {
        DateTimeOffset now = Time.GetUtcNow();
        InvocationContext? parent = InvocationContext.Current is { } current && current.App == this ? current : null;
        DateTimeOffset? due = options?.DueAt(now);
        InvocationId id = named ?? options?.NewId(task.Id) ?? InvocationId.New();
        var record = new InvocationRecord
        {
            Id = id,
            Task = task.Id,
            Arguments = arguments,
            Queue = options?.Queue ?? task.Queue,
            Priority = Options.Age(options?.Priority ?? task.Priority, due ?? now),
            NotBefore = _inline is null ? due : null,
            Parent = parent?.InvocationId,
            Workflow = parent?.Workflow ?? id,
            RegisteredAt = now,
            RegisteredBy = parent?.RunnerId,
        };
        if (!task.HasLimits && options?.HasLimits != true)
        {
            return record;
        }

        options?.CheckLimits(task);
        return TaskLimits.Apply(record, task.Options, options);
    }

    /// <returns>For each, the invocation that the caller has now.</returns>
    internal async ValueTask<IReadOnlyList<PublishOutcome>> PublishAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        await InitializeAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<InvocationRecord> stored = await Large.StoreAsync(records, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PublishOutcome> outcomes = _inline is null
            ? await Orchestrator.PublishAsync(stored, cancellationToken).ConfigureAwait(false)
            : await _inline.RunAsync(stored, cancellationToken).ConfigureAwait(false);
        await ThrowIfDifferentAsync(records, outcomes, cancellationToken).ConfigureAwait(false);
        return outcomes;
    }

    /// <summary>Publishes invocations in order, the next being stored while the last are on their way to the queue.</summary>
    /// <returns>What became of each, in order.</returns>
    internal async ValueTask<List<PublishOutcome>> PublishAllAsync(List<InvocationRecord> records, int lot, CancellationToken cancellationToken)
    {
        var all = new List<PublishOutcome>(records.Count);
        Task earlier = Task.CompletedTask;
        try
        {
            for (int start = 0; start < records.Count; start += lot)
            {
                List<InvocationRecord> some = records.GetRange(start, Math.Min(lot, records.Count - start));
                if (_inline is not null)
                {
                    all.AddRange(await PublishAsync(some, cancellationToken).ConfigureAwait(false));
                    continue;
                }

                ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
                await InitializeAsync(cancellationToken).ConfigureAwait(false);
                IReadOnlyList<InvocationRecord> stored = await Large.StoreAsync(some, cancellationToken).ConfigureAwait(false);
                (IReadOnlyList<PublishOutcome> outcomes, Task routed) = await Orchestrator.BeginPublishAsync(stored, earlier, cancellationToken).ConfigureAwait(false);

                // No more than two lots are on their way.
                await earlier.ConfigureAwait(false);
                earlier = routed;
                await ThrowIfDifferentAsync(some, outcomes, cancellationToken).ConfigureAwait(false);
                all.AddRange(outcomes);
            }

            return all;
        }
        finally
        {
            await earlier.ConfigureAwait(false);
        }
    }

    /// <summary>Publishes one call; when its key was used before, sees to it that it is the same call.</summary>
    /// <exception cref="IdempotencyConflictException">It is another.</exception>
    internal async ValueTask<PublishOutcome> PublishOneAsync(InvocationRecord record, CallOptions? options, CancellationToken cancellationToken)
    {
        PublishOutcome outcome = (await PublishAsync([record], cancellationToken).ConfigureAwait(false))[0];
        if (options?.IdempotencyKey is { } key
            && outcome.Result == PublishResult.Existing
            && await DiffersAsync(record, record.Id, cancellationToken).ConfigureAwait(false))
        {
            throw new IdempotencyConflictException(record.Task, key, record.Id);
        }

        return outcome;
    }

    /// <exception cref="DifferentArgumentsException">An invocation stands for a call whose task does not want that.</exception>
    private async ValueTask ThrowIfDifferentAsync(
        IReadOnlyList<InvocationRecord> records, IReadOnlyList<PublishOutcome> outcomes, CancellationToken cancellationToken)
    {
        for (int i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Result == PublishResult.Joined
                && Registry.Find(records[i].Task)?.Options.OnDifferentArguments == DifferentArguments.Throw
                && await DiffersAsync(records[i], outcomes[i].Id, cancellationToken).ConfigureAwait(false))
            {
                throw new DifferentArgumentsException(records[i].Task, outcomes[i].Id);
            }
        }
    }

    /// <summary>True when the arguments of a stored invocation are others than those of a record.</summary>
    private async ValueTask<bool> DiffersAsync(InvocationRecord record, InvocationId existing, CancellationToken cancellationToken)
    {
        if (await State.Queries.GetAsync(existing, cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            return false;
        }

        ReadOnlyMemory<byte> theirs = await Large.ReadAsync(stored.Record.Arguments, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> ours = await Large.ReadAsync(record.Arguments, cancellationToken).ConfigureAwait(false);
        return !theirs.Span.SequenceEqual(ours.Span);
    }

    private async ValueTask InitializeSlowAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        await _initializing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isInitialized)
            {
                await State.InitializeAsync(cancellationToken).ConfigureAwait(false);
                await Broker.InitializeAsync(cancellationToken).ConfigureAwait(false);
                Settled.Start();
                _isInitialized = true;
            }
        }
        finally
        {
            _initializing.Release();
        }
    }
}
