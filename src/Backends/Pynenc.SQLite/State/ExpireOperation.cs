using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Removes the runners whose lease has ended; each is found by one caller only.</summary>
internal sealed class ExpireOperation(DateTimeOffset now) : WriteOperation<IReadOnlyList<RunnerInfo>>
{
    private static readonly SqlText Remove =
        new("UPDATE {runner} SET lease_until = NULL WHERE lease_until <= ?1 RETURNING " + RunnerColumns.Names);

    protected override IReadOnlyList<RunnerInfo> Execute(WriteTransaction transaction) =>
        RunnerColumns.ReadAll(transaction.Use(Remove).Bind(1, Ticks.Of(now)));
}
