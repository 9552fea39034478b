namespace Pynenc.Backend;

/// <summary>Holds the truth of one application, as a handful of small ports. Derive from it to write a state backend.</summary>
/// <remarks>
/// Every member of every port may be called concurrently. Policy never lives here: the ports store, compare and count;
/// what follows from a status is in <see cref="StatusMachine"/>, what to do about it in the engine.
/// </remarks>
public abstract class BaseStateBackend : IAsyncDisposable
{
    /// <summary>Keeps the application's context for the derived backend.</summary>
    protected BaseStateBackend(BackendContext app) => App = app;

    /// <summary>The application this backend belongs to.</summary>
    public BackendContext App { get; }

    /// <summary>What this backend can do.</summary>
    public virtual StateCapabilities Capabilities { get; } = new();

    /// <summary>Invocations: publish, claim, transition, wait.</summary>
    public abstract InvocationStore Invocations { get; }

    /// <summary>Runners and their leases.</summary>
    public abstract RunnerStore Runners { get; }

    /// <summary>What needs care: orphans, unrouted and stalled work.</summary>
    public abstract SweepStore Sweeps { get; }

    /// <summary>Questions: get, outcome, history, count, page.</summary>
    public abstract InvocationQueries Queries { get; }

    /// <summary>Large values, stored once by content; <see langword="null"/> when this backend keeps every value with its invocation.</summary>
    public virtual ClientDataStore? ClientData => null;

    /// <summary>Tells that invocations settled. The default tells nothing, and callers ask now and then.</summary>
    public virtual SettledSignal Settled { get; } = SettledSignal.None;

    /// <summary>Checks that this backend can hold an invocation to its limits; stores nothing.</summary>
    /// <exception cref="CapabilityNotSupportedException">It needs a capability that is not declared.</exception>
    public void EnsureSupported(InvocationRecord record)
    {
        string? missing =
            record.Concurrency is not null && !Capabilities.Limits ? "a limit of concurrency" :
            record.Rate is not null && !Capabilities.Limits ? "a limit of its rate" :
            record.Reservation is not null && !Capabilities.Reservations ? "a reservation, for unique calls or cached results" : null;

        if (missing is not null)
        {
            throw new CapabilityNotSupportedException(
                $"{GetType().Name} cannot hold an invocation with {missing}; it stored nothing. Leave it out, or choose a state backend that declares the capability (MemStateBackend does).");
        }
    }

    /// <summary>
    /// The co-located fast path with <paramref name="broker"/>, or <see langword="null"/> when the two do not share a
    /// transaction domain. When there is one, this backend enqueues by itself whatever becomes available to run.
    /// </summary>
    public virtual ColocatedQueue? ColocateWith(BaseBroker broker) => null;

    /// <summary>Connects, creates or migrates the schema. Idempotent; called once before anything else.</summary>
    /// <exception cref="BackendException">Unreachable, not usable as configured, or written by a newer version.</exception>
    public virtual ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Removes everything this application has stored here, and nothing of anybody else's. Idempotent.</summary>
    public abstract ValueTask PurgeAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
