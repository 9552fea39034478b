using System.Text.Json;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>Publishes continuations.</summary>
internal static class Continuation
{
    /// <summary>Publishes one that follows invocations.</summary>
    public static ValueTask<Invocation<TNext>> AfterAsync<TNext>(
        PynencApp app,
        IReadOnlyList<InvocationId> antecedents,
        ContinuationWhen when,
        bool isList,
        IReadOnlyList<(ContinuationStep Step, TaskDefinition Task)> steps,
        CallOptions? options,
        CancellationToken cancellationToken)
    {
        TaskDefinition first = steps[0].Task;
        var plan = new ContinuationPlan { After = [.. antecedents.Select(id => id.Value)], When = when, IsList = isList, Steps = [.. steps.Select(s => s.Step)] };

        // It waits where its first call will run. The delay is that of the call; the continuation waits for the antecedents meanwhile.
        var own = new CallOptions { Queue = options?.Queue ?? first.Queue, Priority = options?.Priority ?? first.Priority, IdempotencyKey = options?.IdempotencyKey };
        return PublishAsync<TNext>(app, plan, steps, own, cancellationToken);
    }

    /// <summary>Publishes a chain that begins by itself.</summary>
    public static ValueTask<Invocation<TNext>> ChainAsync<TNext>(
        PynencApp app, IReadOnlyList<(ContinuationStep Step, TaskDefinition Task)> steps, CallOptions? options, CancellationToken cancellationToken)
    {
        TaskDefinition first = steps[0].Task;
        CallOptions own = (options ?? new CallOptions()) with
        {
            Queue = options?.Queue ?? first.Queue,
            Priority = options?.Priority ?? first.Priority,
            RunningConcurrency = null,
            RunningLimit = null,
            WhenBlocked = null,
            RegistrationConcurrency = null,
        };
        return PublishAsync<TNext>(app, new ContinuationPlan { Steps = [.. steps.Select(s => s.Step)] }, steps, own, cancellationToken);
    }

    /// <summary>A call of a task whose first parameter is given what comes before, if it has the parameter.</summary>
    /// <exception cref="ArgumentException">An option does not fit.</exception>
    public static (ContinuationStep Step, TaskDefinition Task) Step<TArguments, TResult>(
        PynencApp app, TaskHandle<TArguments, TResult> next, CallOptions? options, bool takesInput, params IReadOnlyList<Action<Utf8JsonWriter>> others)
    {
        if (next.App != app)
        {
            throw new ArgumentException($"Task '{next.Id}' is one of application '{next.App.AppId}', and it is to follow an invocation of '{app.AppId}'. Both must be of one application.", nameof(next));
        }

        _ = options?.DueAt(app.Time.GetUtcNow());
        options?.CheckLimits(next.Definition);
        return (ContinuationStep.Of(next.Definition, takesInput ? next.Definition.Parameters[0].Name : null, Object(others), options), next.Definition);
    }

    /// <summary>Writes one argument of a task.</summary>
    public static Action<Utf8JsonWriter> Argument<T>(TaskDefinition task, int index, T value, PayloadSerializer serializer) =>
        writer => ((TaskParameter<T>)task.Parameters[index]).Write(writer, value, serializer);

    /// <summary>The arguments of a call as a whole.</summary>
    public static (ContinuationStep Step, TaskDefinition Task) Call(TaskDefinition task, ReadOnlyMemory<byte> arguments, CallOptions? options)
    {
        using var document = JsonDocument.Parse(arguments);
        return (ContinuationStep.Of(task, parameter: null, document.RootElement.Clone(), options), task);
    }

    private static async ValueTask<Invocation<TNext>> PublishAsync<TNext>(
        PynencApp app, ContinuationPlan plan, IReadOnlyList<(ContinuationStep Step, TaskDefinition Task)> steps, CallOptions options, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> arguments = app.Serializer.CheckSize(plan.Write(), "steps and arguments of a continuation");
        InvocationId? id = options.IdempotencyKey is null ? null : options.NewId(new TaskId($"{ContinuationTask.StoredId}.{steps[0].Task.Id}"));
        InvocationRecord record = app.Record(ContinuationTask.Definition, arguments, options, id);
        PublishOutcome outcome = await app.PublishOneAsync(record, options, cancellationToken).ConfigureAwait(false);
        return new Invocation<TNext>(app, outcome.Id, steps[^1].Task.Id) { IsReused = !outcome.IsPublished };
    }

    private static JsonElement? Object(IReadOnlyList<Action<Utf8JsonWriter>> properties)
    {
        if (properties.Count == 0)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (Action<Utf8JsonWriter> write in properties)
            {
                write(writer);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.Clone();
    }
}
