using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>A look at the queues without the write lock.</summary>
/// <param name="HasReady">A wanted queue has an entry that can be received.</param>
/// <param name="NextDue">When the next held entry becomes visible; null when none is held.</param>
/// <param name="IsRegistered">The runner that asks is registered; true when none was named.</param>
internal readonly record struct QueuePeek(bool HasReady, DateTimeOffset? NextDue, bool IsRegistered)
{
    private static readonly SqlText LookAtAll = new(
        """
        SELECT EXISTS (SELECT 1 FROM {ready}), (SELECT min(visible_at) FROM {held}),
            EXISTS (SELECT 1 FROM {runner} WHERE id = ?1 AND lease_until IS NOT NULL)
        """);

    private static readonly SqlText LookAtOne = new(
        """
        SELECT EXISTS (SELECT 1 FROM {ready} WHERE queue = (SELECT number FROM {queue} WHERE name = ?2)),
            (SELECT min(visible_at) FROM {held}),
            EXISTS (SELECT 1 FROM {runner} WHERE id = ?1 AND lease_until IS NOT NULL)
        """);

    /// <summary>True when a receive may find something.</summary>
    public bool IsWorthwhile(DateTimeOffset now) => HasReady || NextDue <= now;

    /// <summary>Looks, with one statement per wanted queue.</summary>
    public static async ValueTask<QueuePeek> LookAsync(
        SQLiteDatabase database, IReadOnlyList<QueueName> queues, RunnerId? runner, CancellationToken cancellationToken)
    {
        using ReaderLease lease = await database.ReadAsync(cancellationToken).ConfigureAwait(false);
        SQLiteStatement row = lease.Link.Use(queues.Count == 0 ? LookAtAll : LookAtOne).Bind(1, runner?.Value);
        bool hasReady = false;
        DateTimeOffset? nextDue = null;
        bool isRegistered = true;
        int index = 0;
        do
        {
            if (queues.Count > 0)
            {
                row.Reset();
                row.Bind(2, queues[index].Value);
            }

            row.Step();
            hasReady = row.Long(0) != 0;
            nextDue = row.TimeOrNull(1);
            isRegistered = runner is null || row.Long(2) != 0;
        }
        while (!hasReady && ++index < queues.Count);

        return new QueuePeek(hasReady, nextDue, isRegistered);
    }
}
