using Pynenc.Backend;

namespace Pynenc.Memory;

/// <summary>A state backend in this process's memory. Nothing survives the process.</summary>
public sealed class MemStateBackend : BaseStateBackend
{
    private readonly MemTables _tables = new();

    /// <summary>An empty state backend for one application.</summary>
    public MemStateBackend(BackendContext app)
        : base(app)
    {
        Invocations = new MemInvocationStore(_tables, app.Time);
        Runners = new MemRunnerStore(_tables, app.Time);
        Sweeps = new MemSweepStore(_tables, app.Time);
        Queries = new MemInvocationQueries(_tables);
        ClientData = new MemClientDataStore(_tables, app.Time);
    }

    /// <inheritdoc/>
    public override StateCapabilities Capabilities { get; } = new() { Limits = true, Reservations = true, Removal = true };

    /// <inheritdoc/>
    public override InvocationStore Invocations { get; }

    /// <inheritdoc/>
    public override RunnerStore Runners { get; }

    /// <inheritdoc/>
    public override ClientDataStore ClientData { get; }

    /// <inheritdoc/>
    public override SweepStore Sweeps { get; }

    /// <inheritdoc/>
    public override InvocationQueries Queries { get; }

    /// <inheritdoc/>
    public override ValueTask PurgeAsync(CancellationToken cancellationToken)
    {
        lock (_tables.Gate)
        {
            _tables.Clear();
        }

        return ValueTask.CompletedTask;
    }
}
