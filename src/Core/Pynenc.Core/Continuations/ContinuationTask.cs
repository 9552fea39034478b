using System.Text.Json;
using Pynenc.Backend;
using Pynenc.Orchestration;
using Pynenc.Running;

namespace Pynenc;

/// <summary>The task of every continuation, known to every application: waits for what it follows, then makes its calls one after the other.</summary>
/// <remarks>
/// It is an invocation like any other, so it outlives every process, and a wait pauses it and frees its slot. Each call it makes has an
/// id made from its own, so that running it again, after a crash or a drain, publishes nothing twice and waits for what is there.
/// </remarks>
internal sealed class ContinuationTask : TaskDefinition
{
    /// <summary>The stored id.</summary>
    public const string StoredId = "pynenc.then";

    private const string StepScope = "pynenc.then.step";

    /// <summary>It is tried again while the store is away, and while something is parked; everything else is an end.</summary>
    private static readonly TaskOptions Patient = new()
    {
        MaxRetries = 1000,
        RetryFor = [typeof(BackendException)],
        NeverRetryFor = [typeof(CapabilityNotSupportedException)],
        Backoff = RetryBackoff.Exponential(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
    };

    private ContinuationTask()
        : base(new TaskId(StoredId), Patient, [], typeof(object))
    {
    }

    public static ContinuationTask Definition { get; } = new();

    internal override async ValueTask<ReadOnlyMemory<byte>> RunAsync(ClaimedInvocation claimed, InvocationContext context, PayloadSerializer serializer)
    {
        ContinuationPlan plan = ContinuationPlan.Read(claimed.Record.Arguments);
        TaskDefinition[] tasks = [.. plan.Steps.Select(step => Find(step, context.App))];
        await context.StartBodyAsync().ConfigureAwait(false);
        ReadOnlyMemory<byte> input = plan is { After.Count: 0, IsList: false } ? default : await InputAsync(plan, context, serializer).ConfigureAwait(false);
        for (int i = 0; i < tasks.Length; i++)
        {
            input = await CallAsync(plan.Steps[i], i, tasks[i], input, context, serializer).ConfigureAwait(false);
        }

        return input;
    }

    internal override ReadOnlyMemory<byte> Normalize(ReadOnlyMemory<byte> json, PayloadSerializer serializer) => ContinuationPlan.Read(json).Write();

    private static TaskDefinition Find(ContinuationStep step, PynencApp app) =>
        (TaskId.Problem(step.Task) is null ? app.Registry.Find(new TaskId(step.Task)) : null)
            ?? throw new BodyEndException(new BodyEnd(
                InvocationStatus.Parked,
                Reason: $"{ParkReason.UnknownStep}no task or alias '{step.Task}' on the runner. Start a runner that has it, or declare the id as an alias."));

    /// <summary>Waits for the antecedents, and makes of them what the first step is given.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> InputAsync(ContinuationPlan plan, InvocationContext context, PayloadSerializer serializer)
    {
        InvocationId[] ids = [.. plan.After.Select(id => new InvocationId(id))];
        var outcomes = new InvocationOutcome?[ids.Length];
        using (var wait = new GroupWait(context.App, ids))
        {
            Func<GroupWait, bool> isEnough = plan.When == ContinuationWhen.Ended ? static w => w.IsAll : static w => w.IsAll || w.HasFailure;
            await wait.StartAsync(context.Draining).ConfigureAwait(false);
            await wait.WaitAsync(isEnough, context.Draining).ConfigureAwait(false);
            while (wait.TryTake(out int index, out InvocationOutcome outcome))
            {
                outcomes[index] = outcome;
            }
        }

        InvocationOutcome[] come = [.. outcomes.OfType<InvocationOutcome>()];
        InvocationOutcome? failed = First(come, s => s.IsFinal() && s != InvocationStatus.Success);
        if (failed is null || plan.When == ContinuationWhen.Ended)
        {
            ThrowIfParked(come);
        }

        if (plan.When == ContinuationWhen.Success && failed is null)
        {
            for (int i = 0; i < come.Length; i++)
            {
                come[i] = come[i] with { Payload = await context.App.Large.ReadAsync(come[i].Payload ?? default, context.CancellationToken).ConfigureAwait(false) };
            }
        }

        return plan.When switch
        {
            ContinuationWhen.Ended => serializer.Serialize(come.Aggregate(GroupProgress.None(come.Length), (progress, o) => progress.With(o.Status))),
            ContinuationWhen.Failure when failed is { } failure => serializer.Serialize(FailureOf(failure)),
            ContinuationWhen.Failure => throw new BodyEndException(new BodyEnd(
                InvocationStatus.Cancelled, Reason: "What it follows succeeded, so there was no failure to handle.")),
            _ when failed is { } failure => throw new AntecedentFailedException(failure.Id, new TaskId(plan.Steps[0].Task), Outcomes.ErrorOf(failure, task: null)),
            _ => plan.IsList ? ListOf(come) : come[0].Payload ?? default,
        };
    }

    /// <summary>Makes one call, unless an earlier run has made it, and waits for its result.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> CallAsync(
        ContinuationStep step, int index, TaskDefinition task, ReadOnlyMemory<byte> input, InvocationContext context, PayloadSerializer serializer)
    {
        ReadOnlyMemory<byte> arguments = step.Arguments(task, input, serializer);
        InvocationRecord record = context.App.Record(task, arguments, step.Options(), InvocationId.Named(StepScope, $"{context.InvocationId}:{index}"));
        PublishOutcome published = (await context.App.PublishAsync([record], context.CancellationToken).ConfigureAwait(false))[0];
        InvocationOutcome outcome = await context.App.Settled.WaitOneAsync(published.Id, timeout: null, context.Draining).ConfigureAwait(false);
        ThrowIfParked([outcome]);
        return outcome.Status == InvocationStatus.Failed
            ? throw new BodyEndException(new BodyEnd(InvocationStatus.Failed, outcome.Payload, ReasonOf(ErrorInfo.Decode(outcome.Payload))))
            : await context.App.Large.ReadAsync(Outcomes.PayloadOf(outcome, task.Id), context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is parked has not ended: a newer runner may run it yet, so the continuation comes back later.</summary>
    private static void ThrowIfParked(InvocationOutcome[] come)
    {
        if (First(come, s => s == InvocationStatus.Parked) is { } parked)
        {
            throw new RetryException($"Invocation {parked.Id} is parked, and what follows it waits. {parked.Reason}");
        }
    }

    private static InvocationOutcome? First(InvocationOutcome[] come, Predicate<InvocationStatus> isMeant)
    {
        int index = Array.FindIndex(come, o => isMeant(o.Status));
        return index < 0 ? null : come[index];
    }

    private static InvocationFailure FailureOf(in InvocationOutcome outcome) => new()
    {
        InvocationId = outcome.Id,
        Status = outcome.Status,
        Error = outcome.Status == InvocationStatus.Failed ? ErrorInfo.Decode(outcome.Payload) : ErrorInfo.From(Outcomes.ErrorOf(outcome, task: null)),
    };

    private static ReadOnlyMemory<byte> ListOf(InvocationOutcome[] outcomes)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (InvocationOutcome outcome in outcomes)
            {
                writer.WriteRawValue(outcome.Payload is { IsEmpty: false } payload ? payload.Span : "{}"u8, skipInputValidation: true);
            }

            writer.WriteEndArray();
        }

        return buffer.ToArray();
    }

    private static string ReasonOf(ErrorInfo error) => $"{error.Type}: {error.Message}";
}
