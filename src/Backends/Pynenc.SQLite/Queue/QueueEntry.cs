namespace Pynenc.SQLite;

/// <summary>One id in a queue.</summary>
/// <param name="Queue">The number of the queue's name.</param>
/// <param name="Rank">The priority, negated.</param>
/// <param name="Number">Its place among equals; kept when it is hidden and shown again.</param>
/// <param name="Id">The invocation.</param>
/// <param name="Invocation">
/// The invocation's number, when the state backend of this database put it here, and it stands where its priority and number say:
/// without lanes, and not promoted. Other entries are found by their id.
/// </param>
/// <param name="Lane">Its lane, until it has its turn.</param>
/// <param name="Turn">Its turn among equal ranks; null until it can first be received.</param>
internal readonly record struct QueueEntry(
    long Queue, double Rank, long Number, InvocationId Id, long? Invocation, string? Lane = null, long? Turn = null);
