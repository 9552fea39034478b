using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Removes a runner. Its row stays without a lease, because the history names it.</summary>
internal sealed class UnregisterOperation(RunnerId runner) : WriteOperation<bool>
{
    private static readonly SqlText Remove = new("UPDATE {runner} SET lease_until = NULL WHERE id = ?1");

    protected override bool Execute(WriteTransaction transaction)
    {
        transaction.Use(Remove).Bind(1, runner.Value).Run();
        return true;
    }
}
