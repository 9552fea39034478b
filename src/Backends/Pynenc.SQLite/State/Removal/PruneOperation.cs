using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Removes invocations that ended before a time, those that ended first in front.</summary>
internal sealed class PruneOperation(PruneRequest request, int limit, DateTimeOffset now) : WriteOperation<int>
{
    private static readonly SqlText FindEnded = new(
        """
        SELECT changed_at, number, task, traits FROM {invocation}
        WHERE status = ?1 AND (status = 3 OR (status >= 13 AND status <> 16)) AND changed_at < ?2 ORDER BY changed_at, number LIMIT ?3
        """);

    public override int Weight => limit * 4;

    protected override int Execute(WriteTransaction transaction)
    {
        Rates.RemoveOver(transaction, now, limit);
        Reservations.RemoveOver(transaction, now, limit);
        var ended = new List<(long At, long Number, long Task, InvocationStatus Status, Traits Traits)>();
        foreach (InvocationStatus status in request.Statuses.Distinct())
        {
            SQLiteStatement row = transaction.Use(FindEnded)
                .Bind(1, (long)status).Bind(2, Ticks.Of(request.EndedBefore)).Bind(3, (long)limit);
            while (row.Step())
            {
                ended.Add((row.Long(0), row.Long(1), row.Long(2), status, (Traits)row.Long(3)));
            }
        }

        if (request.Statuses.Count > 1)
        {
            ended.Sort();
        }

        int count = Math.Min(limit, ended.Count);
        foreach ((_, long number, long task, InvocationStatus status, Traits traits) in ended[..count])
        {
            Remover.Remove(transaction, number, task, status, traits);
        }

        return count;
    }
}
