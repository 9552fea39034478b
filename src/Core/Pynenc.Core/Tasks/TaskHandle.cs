namespace Pynenc;

/// <summary>A task on an application: what you call.</summary>
/// <typeparam name="TArguments">A tuple of the arguments.</typeparam>
/// <typeparam name="TResult">The result; <see cref="Unit"/> for none.</typeparam>
public sealed class TaskHandle<TArguments, TResult>
{
    private const int PublishBatch = 1000;

    internal TaskHandle(PynencApp app, TaskDefinition<TArguments, TResult> definition)
    {
        App = app;
        Definition = definition;
    }

    /// <summary>The application.</summary>
    public PynencApp App { get; }

    /// <summary>The task.</summary>
    public TaskDefinition<TArguments, TResult> Definition { get; }

    /// <summary>The task's id.</summary>
    public TaskId Id => Definition.Id;

    /// <summary>Publishes one invocation and returns its handle at once, without waiting for it to run.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="options">What this call wants different from its task; <see langword="null"/> means nothing.</param>
    /// <param name="cancellationToken">Stops the publish. Once stored, an invocation stays stored.</param>
    /// <exception cref="PayloadException">The arguments cannot be serialized, or are too large; nothing was stored.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used for other arguments; nothing was stored.</exception>
    /// <exception cref="DifferentArgumentsException">Another invocation stands for the call, and the task does not want that; nothing was stored.</exception>
    /// <exception cref="Backend.CapabilityNotSupportedException">The broker cannot do what the options ask; nothing was stored.</exception>
    /// <exception cref="Backend.BackendException">The store failed.</exception>
    public async ValueTask<Invocation<TResult>> CallAsync(
        TArguments arguments, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        Backend.InvocationRecord record = App.Record(Definition, Definition.Encode(in arguments, App.Serializer), options);
        Backend.PublishOutcome outcome = await App.PublishOneAsync(record, options, cancellationToken).ConfigureAwait(false);
        return Invocation(outcome);
    }

    /// <summary>Publishes one invocation per item, in batches, and returns the group at once.</summary>
    /// <param name="items">The arguments of each call. Enumerated once; all are serialized before the first is stored.</param>
    /// <param name="options">What these calls want different from their task; <see langword="null"/> means nothing.</param>
    /// <param name="cancellationToken">Stops before the next batch of 1,000; what is stored stays stored.</param>
    /// <inheritdoc cref="CallAsync"/>
    public async ValueTask<InvocationGroup<TResult>> ParallelizeAsync(
        IEnumerable<TArguments> items, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.IdempotencyKey is not null)
        {
            throw new ArgumentException($"{nameof(CallOptions.IdempotencyKey)} names one call, and these are many. Call them one by one, each with a key of its own.", nameof(options));
        }

        var records = new List<Backend.InvocationRecord>();
        foreach (TArguments item in items)
        {
            records.Add(App.Record(Definition, Definition.Encode(in item, App.Serializer), options));
        }

        List<Backend.PublishOutcome> outcomes = await App.PublishAllAsync(records, PublishBatch, cancellationToken).ConfigureAwait(false);
        return new InvocationGroup<TResult>(App, outcomes.ConvertAll(Invocation));
    }

    private Invocation<TResult> Invocation(Backend.PublishOutcome outcome) =>
        new(App, outcome.Id, Id) { IsReused = !outcome.IsPublished };
}
