namespace Pynenc.SQLite;

/// <summary>Removes those of the named invocations that have ended.</summary>
internal sealed class DeleteOperation(IReadOnlyList<InvocationId> ids) : WriteOperation<int>
{
    public override int Weight => ids.Count * 4;

    protected override int Execute(WriteTransaction transaction)
    {
        int removed = 0;
        foreach (InvocationId id in ids)
        {
            if (HotRow.TryRead(transaction, id, out HotRow row) && row.Status.IsFinal())
            {
                Remover.Remove(transaction, row.Number, row.Task, row.Status, row.Traits);
                removed++;
            }
        }

        return removed;
    }
}
