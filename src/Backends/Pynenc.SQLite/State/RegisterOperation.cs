using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Registers a runner, or renews its lease when it is registered.</summary>
internal sealed class RegisterOperation(RunnerInfo runner, DateTimeOffset until) : WriteOperation<bool>
{
    private static readonly SqlText Upsert = new(
        """
        INSERT INTO {runner} (id, kind, host, process_id, slots, started_at, lease_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, host = excluded.host, process_id = excluded.process_id,
            slots = excluded.slots, started_at = excluded.started_at, lease_until = excluded.lease_until
        """);

    protected override bool Execute(WriteTransaction transaction)
    {
        transaction.Use(Upsert)
            .Bind(1, runner.Id.Value).Bind(2, runner.Kind).Bind(3, runner.Host).Bind(4, (long)runner.ProcessId)
            .Bind(5, (long)runner.Slots).Bind(6, Ticks.Of(runner.StartedAt)).Bind(7, Ticks.Of(until))
            .Run();
        return true;
    }
}
