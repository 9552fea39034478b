using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Takes the first entry of all queues away for good.</summary>
internal sealed class RetrieveOperation(DateTimeOffset now) : WriteOperation<InvocationId?>
{
    protected override InvocationId? Execute(WriteTransaction transaction)
    {
        QueueWriter.ShowDue(transaction, now);
        var entries = new List<QueueEntry>(1);
        QueueReader.ReadFirstOf(transaction, QueueReader.Queues(transaction, []), limit: 1, entries);
        if (entries.Count == 0)
        {
            return null;
        }

        QueueWriter.Remove(transaction, entries[0]);
        return entries[0].Id;
    }
}
