using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Extends the lease of a registered runner; answers false when it is not registered any more.</summary>
internal sealed class RenewOperation(RunnerId runner, DateTimeOffset until) : WriteOperation<bool>
{
    private static readonly SqlText Extend =
        new("UPDATE {runner} SET lease_until = ?2 WHERE id = ?1 AND lease_until IS NOT NULL");

    protected override bool Execute(WriteTransaction transaction) =>
        transaction.Use(Extend).Bind(1, runner.Value).Bind(2, Ticks.Of(until)).RunCounted() > 0;
}
