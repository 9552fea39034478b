using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Reads a page of invocations: first their numbers, then the invocations.</summary>
/// <remarks>
/// What narrows most is served by an index: the parent, the workflow, the task and status, or the order of registration; the
/// other conditions are tried on what it gives. One index by task and status serves three filters: a condition on only one of the
/// two is a merge of the few ranges that the counters say are not empty. So transitions pay for one index instead of three.
/// </remarks>
internal static class PageReader
{
    private const string Rest =
        """
         AND (?6 IS NULL OR c.workflow = ?6 OR (c.workflow IS NULL AND i.id = ?6))
            AND (?7 IS NULL OR c.registered_at >= ?7) AND (?8 IS NULL OR c.registered_at < ?8)
            AND (?9 IS NULL OR instr(lower(CAST(c.arguments AS TEXT)), lower(?9)) > 0 OR instr(lower(i.reason), lower(?9)) > 0)
        """;

    private const string TaskAndStatus = " AND (?4 IS NULL OR i.task = ?4) AND (?5 IS NULL OR i.status = ?5)";

    private static readonly SqlText ReadOne = new(InvocationColumns.Select + " WHERE i.number = ?1");

    private static readonly SqlText NumbersOfAll = new(
        "SELECT i.number FROM {invocation} i CROSS JOIN {call} c ON c.number = i.number WHERE i.number > ?1 AND i.number < ?3" + Rest + " ORDER BY i.number LIMIT ?2");

    private static readonly SqlText NumbersOfChildren = new(
        "SELECT c.number FROM {call} c CROSS JOIN {invocation} i ON i.number = c.number WHERE c.parent = ?10 AND c.number > ?1 AND c.number < ?3" + TaskAndStatus + Rest + " ORDER BY c.number LIMIT ?2");

    private static readonly SqlText NumbersOfWorkflow = new(
        "SELECT c.number FROM {call} c CROSS JOIN {invocation} i ON i.number = c.number WHERE c.workflow = ?6 AND c.number > ?1 AND c.number < ?3" + TaskAndStatus + Rest + " ORDER BY c.number LIMIT ?2");

    private static readonly SqlText NumberOfRoot = new(
        "SELECT i.number FROM {invocation} i CROSS JOIN {call} c ON c.number = i.number WHERE i.id = ?6 AND i.number > ?1 AND i.number < ?3" + TaskAndStatus + Rest + " LIMIT ?2");

    private static readonly SqlText NumbersOfTaskAndStatus = new(
        "SELECT i.number FROM {invocation} i CROSS JOIN {call} c ON c.number = i.number WHERE i.task = ?4 AND i.status = ?5 AND i.number > ?1 AND i.number < ?3" + Rest + " ORDER BY i.number LIMIT ?2");

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

        NumberSpan span = NumberSpan.Of(link, filter).From(after);
        long? status = (long?)filter.Status;
        if (filter.Parent is { } parent)
        {
            return Collect(Bind(link.Use(NumbersOfChildren), filter, span, limit, task, status).Bind(10, parent.Value));
        }

        if (filter.Workflow is not null)
        {
            return First(limit, [
                Collect(Bind(link.Use(NumberOfRoot), filter, span, limit, task, status)),
                Collect(Bind(link.Use(NumbersOfWorkflow), filter, span, limit, task, status)),
            ]);
        }

        return task is null && status is null
            ? Collect(Bind(link.Use(NumbersOfAll), filter, span, limit, task, status))
            : First(limit, [.. NotEmpty(link, task, status).Select(r => Collect(
                Bind(link.Use(NumbersOfTaskAndStatus), filter, span, limit, r.Task, r.Status)))]);
    }

    private static SQLiteStatement Bind(
        SQLiteStatement statement, InvocationFilter filter, NumberSpan span, int limit, long? task, long? status) => statement
        .Bind(1, span.After).Bind(2, (long)limit).Bind(3, span.Before).Bind(4, task).Bind(5, status)
        .Bind(6, filter.Workflow?.Value).Bind(7, Ticks.Of(filter.RegisteredFrom)).Bind(8, Ticks.Of(filter.RegisteredBefore))
        .Bind(9, filter.Text);

    private static List<(long Task, long Status)> NotEmpty(SQLiteLink link, long? task, long? status)
    {
        var ranges = new List<(long Task, long Status)>();
        SQLiteStatement range = link.Use(Ranges).Bind(1, task).Bind(2, status);
        while (range.Step())
        {
            ranges.Add((range.Long(0), range.Long(1)));
        }

        return ranges;
    }

    /// <summary>The first numbers of several lists, each of which has its own first.</summary>
    private static List<long> First(int limit, List<long>[] lists)
    {
        if (lists.Length == 1)
        {
            return lists[0];
        }

        List<long> numbers = [.. lists.SelectMany(l => l)];
        numbers.Sort();
        if (numbers.Count > limit)
        {
            numbers.RemoveRange(limit, numbers.Count - limit);
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
