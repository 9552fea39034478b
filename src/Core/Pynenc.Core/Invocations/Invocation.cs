using System.Runtime.CompilerServices;
using Pynenc.Backend;

namespace Pynenc;

/// <summary>The handle of one invocation. Safe for concurrent use; holds nothing but the id, so keep or drop it freely.</summary>
public class Invocation
{
    /// <summary>The final outcome once it is known; boxed, so that it is read and written whole.</summary>
    private object? _outcome;

    internal Invocation(PynencApp app, InvocationId id, TaskId? task)
    {
        App = app;
        Id = id;
        Task = task;
    }

    /// <summary>The application.</summary>
    public PynencApp App { get; }

    /// <summary>The invocation's id; pass it on to find the invocation again from any process.</summary>
    public InvocationId Id { get; }

    /// <summary>The task, when the handle came from a call; <see langword="null"/> when it was made from an id alone.</summary>
    public TaskId? Task { get; }

    /// <summary>True when the call that gave this handle was answered with an invocation that was there already.</summary>
    public bool IsReused { get; internal init; }

    /// <summary>Where the invocation is now.</summary>
    /// <exception cref="InvocationNotFoundException">The application has no such invocation.</exception>
    public async ValueTask<InvocationStatus> StatusAsync(CancellationToken cancellationToken = default) =>
        (await StateAsync(cancellationToken).ConfigureAwait(false)).Status;

    /// <summary>The invocation as it stands, with owner, retries and reason.</summary>
    /// <exception cref="InvocationNotFoundException">The application has no such invocation.</exception>
    public async ValueTask<InvocationState> StateAsync(CancellationToken cancellationToken = default)
    {
        await App.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await App.State.Queries.GetAsync(Id, cancellationToken).ConfigureAwait(false)
            ?? throw new InvocationNotFoundException(Id);
    }

    /// <summary>Everything that happened to it, in order.</summary>
    public async ValueTask<IReadOnlyList<HistoryEntry>> HistoryAsync(CancellationToken cancellationToken = default)
    {
        await App.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await App.State.Queries.GetHistoryAsync(Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the invocation, wherever it is. A running body is told through its token; its result is discarded.</summary>
    /// <returns>True when it is cancelled now or was before; false when it had already ended otherwise.</returns>
    /// <exception cref="InvocationNotFoundException">The application has no such invocation.</exception>
    public async ValueTask<bool> CancelAsync(string? reason = null, CancellationToken cancellationToken = default)
    {
        await App.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await App.Orchestrator.CancelAsync(Id, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the invocation has succeeded. Inside a task, waiting pauses that task and frees its slot.</summary>
    /// <param name="timeout">How long to wait; <see langword="null"/> means without end.</param>
    /// <param name="cancellationToken">Stops the wait; the invocation goes on.</param>
    /// <exception cref="InvocationFailedException">Its body threw.</exception>
    /// <exception cref="InvocationCancelledException">It was cancelled.</exception>
    /// <exception cref="InvocationStoppedException">It was parked, poisoned, or dropped by a concurrency limit.</exception>
    /// <exception cref="InvocationNotFoundException">The application has no such invocation.</exception>
    /// <exception cref="WaitCycleException">Waiting would never end, because the invocations wait for one another.</exception>
    /// <exception cref="TimeoutException">Not settled within <paramref name="timeout"/>; it goes on.</exception>
    public async ValueTask WaitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        await PayloadAsync(timeout, cancellationToken).ConfigureAwait(false);

    /// <summary>Lets the handle be awaited; see <see cref="WaitAsync"/>.</summary>
    public ValueTaskAwaiter GetAwaiter() => WaitAsync().GetAwaiter();

    internal async ValueTask<ReadOnlyMemory<byte>> PayloadAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (timeout < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), $"The time-out is {timeout}; it must be zero or more, or null to wait without end.");
        }

        if (_outcome is InvocationOutcome known)
        {
            return Outcomes.PayloadOf(known, Task);
        }

        await App.InitializeAsync(cancellationToken).ConfigureAwait(false);
        InvocationOutcome outcome = await App.Settled.WaitOneAsync(Id, timeout, cancellationToken).ConfigureAwait(false);
        if (outcome.Payload is { } stored)
        {
            outcome = outcome with { Payload = await App.Large.ReadAsync(stored, cancellationToken).ConfigureAwait(false) };
        }

        if (outcome.Status.IsFinal())
        {
            _outcome = outcome;
        }

        return Outcomes.PayloadOf(outcome, Task);
    }
}
