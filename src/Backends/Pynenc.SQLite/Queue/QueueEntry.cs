namespace Pynenc.SQLite;

/// <summary>One id in a queue.</summary>
/// <param name="Queue">The number of the queue's name.</param>
/// <param name="Rank">The priority, negated.</param>
/// <param name="Number">Its place among equals; kept when it is hidden and shown again.</param>
/// <param name="Id">The invocation.</param>
/// <param name="Invocation">The invocation's number, when the state backend of this database put it here.</param>
internal readonly record struct QueueEntry(long Queue, double Rank, long Number, InvocationId Id, long? Invocation)
{
    /// <summary>The order in which entries of several queues are received.</summary>
    public static int Compare(QueueEntry left, QueueEntry right)
    {
        int byRank = left.Rank.CompareTo(right.Rank);
        return byRank != 0 ? byRank : left.Number.CompareTo(right.Number);
    }
}
