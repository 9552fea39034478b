using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Reads a page of invocations: first their numbers, each filter by an index, then the invocations.</summary>
/// <remarks>
/// One index by task and status serves three filters: a condition on only one of the two is a merge of the few ranges that
/// the counters say are not empty. So transitions pay for one index instead of three.
/// </remarks>
internal static class PageReader
{
    private static readonly SqlText ReadOne = new(InvocationColumns.Select + " WHERE i.number = ?1");

    private static readonly SqlText NumbersOfAll = new(
        "SELECT number FROM {invocation} WHERE number > ?1 ORDER BY number LIMIT ?2");

    private static readonly SqlText NumbersOfChildren = new(
        """
        SELECT i.number FROM {call} c JOIN {invocation} i ON i.number = c.number
        WHERE c.parent = ?3 AND c.number > ?1 AND (?4 IS NULL OR i.task = ?4) AND (?5 IS NULL OR i.status = ?5)
        ORDER BY c.number LIMIT ?2
        """);

    private static readonly SqlText NumbersOfTaskAndStatus = new(
        "SELECT number FROM {invocation} WHERE task = ?3 AND status = ?4 AND number > ?1 ORDER BY number LIMIT ?2");

    private static readonly SqlText Ranges = new(
        "SELECT task, status FROM {counter} WHERE count > 0 AND (?1 IS NULL OR task = ?1) AND (?2 IS NULL OR status = ?2)");

    private static readonly SqlText FindTask = new("SELECT number FROM {task} WHERE name = ?1");

    public static InvocationPage Read(
        SQLiteLink link, NameCache names, InvocationFilter filter, long after, int limit, DateTimeOffset now)
    {
        // One more than wanted tells whether there is a next page.
        List<long> numbers = Numbers(link, filter, after, limit + 1);
        bool isMore = numbers.Count > limit;
        var items = new List<InvocationState>(Math.Min(numbers.Count, limit));
        foreach (long number in numbers.Take(limit))
        {
            SQLiteStatement row = link.Use(ReadOne).Bind(1, number);
            if (row.Step())
            {
                items.Add(InvocationColumns.State(row, link, names, now));
            }
        }

        return new InvocationPage(items, isMore ? items[^1].Number : null);
    }

    private static List<long> Numbers(SQLiteLink link, InvocationFilter filter, long after, int limit)
    {
        long? task = null;
        if (filter.Task is { } name)
        {
            SQLiteStatement find = link.Use(FindTask).Bind(1, name.Value);
            if (!find.Step())
            {
                return [];
            }

            task = find.Long(0);
        }

        long? status = (long?)filter.Status;
        if (filter.Parent is { } parent)
        {
            return Collect(link.Use(NumbersOfChildren)
                .Bind(1, after).Bind(2, (long)limit).Bind(3, parent.Value).Bind(4, task).Bind(5, status));
        }

        return task is null && status is null
            ? Collect(link.Use(NumbersOfAll).Bind(1, after).Bind(2, (long)limit))
            : Merge(link, task, status, after, limit);
    }

    private static List<long> Merge(SQLiteLink link, long? task, long? status, long after, int limit)
    {
        var ranges = new List<(long Task, long Status)>();
        SQLiteStatement range = link.Use(Ranges).Bind(1, task).Bind(2, status);
        while (range.Step())
        {
            ranges.Add((range.Long(0), range.Long(1)));
        }

        var numbers = new List<long>();
        foreach ((long rangeTask, long rangeStatus) in ranges)
        {
            numbers.AddRange(Collect(link.Use(NumbersOfTaskAndStatus)
                .Bind(1, after).Bind(2, (long)limit).Bind(3, rangeTask).Bind(4, rangeStatus)));
        }

        if (ranges.Count > 1)
        {
            numbers.Sort();
            if (numbers.Count > limit)
            {
                numbers.RemoveRange(limit, numbers.Count - limit);
            }
        }

        return numbers;
    }

    private static List<long> Collect(SQLiteStatement row)
    {
        var numbers = new List<long>();
        while (row.Step())
        {
            numbers.Add(row.Long(0));
        }

        return numbers;
    }
}
