using Pynenc.Backend;

namespace Pynenc.Running;

/// <summary>Runs invocations to their end in the caller's own flow, retries included. For unit tests.</summary>
/// <remarks>Delays and time-outs are ignored, and so is the broker: invocations are stored and claimed directly.</remarks>
internal sealed class InlineRunner(PynencApp app)
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);

    private readonly RunnerId _id = RunnerId.New();

    public async ValueTask<IReadOnlyList<PublishOutcome>> RunAsync(IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        var self = new RunnerInfo(_id, "InlineRunner", Environment.MachineName, Environment.ProcessId, 1, app.Time.GetUtcNow());
        await app.State.Runners.RegisterAsync(self, Forever, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PublishOutcome> outcomes = await app.State.Invocations.PublishAsync(records, cancellationToken).ConfigureAwait(false);
        foreach (InvocationRecord record in records)
        {
            while (await RunOnceAsync(record.Id, cancellationToken).ConfigureAwait(false) == InvocationStatus.Retry)
            {
            }
        }

        return outcomes;
    }

    private async ValueTask<InvocationStatus?> RunOnceAsync(InvocationId id, CancellationToken cancellationToken)
    {
        IReadOnlyList<ClaimOutcome> outcomes = await app.State.Invocations
            .ClaimAsync(new ClaimRequest(_id, [id], app.Time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        if (outcomes[0].Claimed is not { } claimed)
        {
            return null;
        }

        var execution = new InlineExecution();
        DateTimeOffset startedAt = app.Time.GetUtcNow();
        BodyEnd end = await BodyRunner.RunAsync(app, claimed, execution, CancellationToken.None).ConfigureAwait(false);
        if (end.Status is { } status)
        {
            var last = new StatusStep(status, app.Time.GetUtcNow(), end.Reason);
            await app.Orchestrator.TransitionAsync(
                [
                    new TransitionRequest
                    {
                        Id = id,
                        Fence = claimed.Fence,
                        By = _id,
                        Path = execution.IsStarted ? [new StatusStep(InvocationStatus.Running, startedAt), last] : [last],
                        Payload = end.Payload,
                        Contents = end.Contents ?? [],
                    },
                ],
                cancellationToken).ConfigureAwait(false);
        }

        return end.Status;
    }

    private sealed class InlineExecution : IExecution
    {
        public bool IsStarted { get; private set; }

        public CancellationToken CancellationToken => CancellationToken.None;

        public ValueTask StartAsync()
        {
            IsStarted = true;
            return ValueTask.CompletedTask;
        }

        public Func<Exception?, TimeoutException>? TimedOut => null;

        public IDisposable? Limit(TaskOptions options) => null;

        public async Task<bool> PauseAsync(
            object source,
            Func<IReadOnlyList<InvocationId>> waited,
            Func<CancellationToken, Task> settled,
            CancellationToken cancellationToken)
        {
            await settled(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }
}
