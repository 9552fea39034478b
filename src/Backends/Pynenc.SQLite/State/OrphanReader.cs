using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Reads invocations nobody will move on.</summary>
/// <remarks>What waits for a slot is none of them: it is in its key's line, and every step that frees a slot looks there.</remarks>
internal static class OrphanReader
{
    private static readonly SqlText NextOwner = new(
        "SELECT owner FROM {invocation} WHERE owner > ?1 ORDER BY owner LIMIT 1");

    private static readonly SqlText ReadOwner = new("SELECT id, lease_until IS NOT NULL FROM {runner} WHERE number = ?1");

    private static readonly SqlText ReadOwned = new(
        "SELECT number, id, status, epoch, recoveries FROM {invocation} WHERE owner = ?1 ORDER BY number LIMIT ?2");

    private static readonly SqlText ReadStranded = new(
        """
        SELECT number, id, status, epoch, recoveries FROM {invocation}
        WHERE routing = 0 AND (status = 2 OR status = 6 OR status = 8 OR status = 11) AND owner IS NULL ORDER BY number LIMIT ?1
        """);

    public static List<Orphan> Read(SQLiteLink link, int limit)
    {
        var found = new List<(long Number, Orphan Orphan)>();
        SQLiteStatement stranded = link.Use(ReadStranded).Bind(1, (long)limit);
        AddRows(stranded, owner: null, found);

        long owner = 0;
        SQLiteStatement next = link.Use(NextOwner).Bind(1, owner);
        while (next.Step())
        {
            owner = next.Long(0);
            next.Reset();
            next.Bind(1, owner);
            AddIfGone(link, owner, limit, found);
        }

        return [.. found.OrderBy(f => f.Number).Take(limit).Select(f => f.Orphan)];
    }

    private static void AddIfGone(SQLiteLink link, long owner, int limit, List<(long Number, Orphan Orphan)> found)
    {
        SQLiteStatement runner = link.Use(ReadOwner).Bind(1, owner);
        if (runner.Step() && runner.Long(1) == 0)
        {
            var id = new RunnerId(runner.Guid(0));
            AddRows(link.Use(ReadOwned).Bind(1, owner).Bind(2, (long)limit), id, found);
        }
    }

    private static void AddRows(SQLiteStatement row, RunnerId? owner, List<(long Number, Orphan Orphan)> found)
    {
        while (row.Step())
        {
            Fence? fence = owner is { } runner ? new Fence(runner, row.Long(3)) : null;
            found.Add((
                row.Long(0),
                new Orphan(new InvocationId(row.Guid(1)), (InvocationStatus)row.Int(2), fence, row.Int(4))));
        }
    }
}
