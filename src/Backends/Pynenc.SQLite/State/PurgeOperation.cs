namespace Pynenc.SQLite;

/// <summary>Removes everything an application has stored, except the schema and the numbers handed out last.</summary>
internal sealed class PurgeOperation(bool isColocated) : WriteOperation<bool>
{
    private static readonly SqlText[] Deletes =
    [
        new("DELETE FROM {invocation}"),
        new("DELETE FROM {call}"),
        new("DELETE FROM {outcome}"),
        new("DELETE FROM {history}"),
        new("DELETE FROM {counter}"),
        new("DELETE FROM {edge}"),
        new("DELETE FROM {trait}"),
        new("DELETE FROM {slots}"),
        new("DELETE FROM {slot}"),
        new("DELETE FROM {rate}"),
        new("DELETE FROM {grant}"),
        new("DELETE FROM {reservation}"),
        new("DELETE FROM {content_reference}"),
        new("DELETE FROM {content_chunk}"),
        new("DELETE FROM {content}"),
        new("DELETE FROM {settled}"),
        new("DELETE FROM {runner}"),
        new("DELETE FROM {task}"),
    ];

    private static readonly SqlText DeleteQueueNames = new("DELETE FROM {queue}");

    protected override bool Execute(WriteTransaction transaction)
    {
        foreach (SqlText delete in Deletes)
        {
            transaction.Use(delete).Run();
        }

        // Without a co-located queue its entries are the broker's, and they need the names.
        if (isColocated)
        {
            ClearQueues.Clear(transaction);
            transaction.Use(DeleteQueueNames).Run();
        }

        transaction.Forget();
        transaction.Interning.Clear();
        transaction.Ledger.NextGeneration();
        return true;
    }
}
