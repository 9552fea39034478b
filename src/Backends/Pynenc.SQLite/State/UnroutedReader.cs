using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Reads invocations that should be in a queue and may not be.</summary>
internal static class UnroutedReader
{
    private const string Select =
        """
        SELECT i.id, i.sequence, i.not_before, i.changed_at, c.queue, c.priority, i.traits, i.number
        FROM {invocation} i JOIN {call} c ON c.number = i.number
        """;

    private static readonly SqlText ReadLate = new(
        Select + " WHERE i.routing = 1 AND i.not_before IS NULL AND i.changed_at < ?1 ORDER BY i.changed_at, i.number LIMIT ?2");

    private static readonly SqlText ReadDue = new(
        Select + " WHERE i.routing = 1 AND i.not_before <= ?1 ORDER BY i.not_before, i.number LIMIT ?2");

    private static readonly SqlText ReadNextDue = new(
        "SELECT min(not_before) FROM {invocation} WHERE routing = 1 AND not_before > ?1");

    private static readonly SqlText ReadRouted = new(
        Select + " WHERE i.routing = 2 AND i.changed_at < ?2 AND coalesce(i.not_before, 0) < ?2 AND coalesce(i.not_before, 0) <= ?1 ORDER BY i.changed_at, i.number LIMIT ?3");

    private static readonly SqlText ReadRanges = new(
        "SELECT task, status FROM {counter} WHERE count > 0 AND status IN (1, 4, 12)");

    private static readonly SqlText ReadRange = new(
        Select + " WHERE i.task = ?4 AND i.status = ?5 AND i.changed_at < ?2 AND coalesce(i.not_before, 0) < ?2 AND coalesce(i.not_before, 0) <= ?1 ORDER BY i.number LIMIT ?3");

    /// <summary>Marked before a time, or just fallen due.</summary>
    public static UnroutedPage ReadMarked(
        SQLiteLink link, NameCache names, DateTimeOffset now, DateTimeOffset markedBefore, int limit)
    {
        var found = new List<(long Since, Route Route)>();
        AddRows(link.Use(ReadLate).Bind(1, Ticks.Of(markedBefore)).Bind(2, (long)limit), link, names, found);
        AddRows(link.Use(ReadDue).Bind(1, Ticks.Of(now)).Bind(2, (long)limit), link, names, found);

        SQLiteStatement next = link.Use(ReadNextDue).Bind(1, Ticks.Of(now));
        next.Step();
        return new UnroutedPage([.. found.OrderBy(f => f.Since).Take(limit).Select(f => f.Route)], next.TimeOrNull(0));
    }

    /// <summary>Routed, due, and not claimed since before a time.</summary>
    public static List<Route> ReadStalled(
        SQLiteLink link, NameCache names, DateTimeOffset now, DateTimeOffset since, int limit)
    {
        var found = new List<(long Since, Route Route)>();
        SQLiteStatement row = link.Use(ReadRouted).Bind(1, Ticks.Of(now)).Bind(2, Ticks.Of(since)).Bind(3, (long)limit);
        AddRows(row, link, names, found);
        return [.. found.Select(f => f.Route)];
    }

    /// <summary>Available, due, and not claimed since before a time, when the queue of this database should have it.</summary>
    /// <remarks>Asked only while that queue is empty. The marks of routing are for other brokers' queues, so statuses tell.</remarks>
    public static List<Route> ReadUnqueued(
        SQLiteLink link, NameCache names, DateTimeOffset now, DateTimeOffset since, int limit)
    {
        var ranges = new List<(long Task, long Status)>();
        SQLiteStatement range = link.Use(ReadRanges);
        while (range.Step())
        {
            ranges.Add((range.Long(0), range.Long(1)));
        }

        var found = new List<(long Since, Route Route)>();
        foreach ((long task, long status) in ranges)
        {
            SQLiteStatement row = link.Use(ReadRange)
                .Bind(1, Ticks.Of(now)).Bind(2, Ticks.Of(since)).Bind(3, (long)limit).Bind(4, task).Bind(5, status);
            AddRows(row, link, names, found);
        }

        return [.. found.OrderBy(f => f.Since).Take(limit).Select(f => f.Route)];
    }

    private static void AddRows(SQLiteStatement row, SQLiteLink link, NameCache names, List<(long Since, Route Route)> found)
    {
        while (row.Step())
        {
            var route = new Route(
                new InvocationId(row.Guid(0)), names.Queue(link, row.Long(4)), Priority.FromStore(row.Double(5)), row.TimeOrNull(2), row.Int(1),
                TraitRow.LaneOf(link, row.Long(7), (Traits)row.Long(6)));
            found.Add((row.LongOrNull(2) ?? row.Long(3), route));
        }
    }
}
