namespace Pynenc.Postgres;

/// <summary>An application that changed its broker: what waits is moved into this database's queue, or marked for another's.</summary>
internal static class Adoption
{
    private static readonly SqlText IntoQueue = new(
        $$"""
        WITH waiting AS (
            UPDATE {s}.invocation SET routing = 0, entry = nextval('{s}.entry_place')
            WHERE number = ANY (ARRAY (
                SELECT number FROM {s}.invocation WHERE number = ANY (ARRAY (
                    SELECT number FROM {s}.invocation WHERE app = $2 AND routing = 1 UNION SELECT number FROM {s}.invocation WHERE app = $2 AND routing = 2))
                ORDER BY id FOR UPDATE))
            RETURNING number, id, entry, not_before, traits),
        offered AS MATERIALIZED (
            SELECT c.queue, CASE WHEN c.priority = 0 THEN 0 ELSE -c.priority END AS rank, i.entry AS place, i.id, i.number,
                CASE WHEN i.not_before > {now} THEN i.not_before ELSE 0 END AS due, t.lane, coalesce(i.traits & 14, 0) <> 0 AS is_limited
            FROM waiting i JOIN {s}.call c ON c.number = i.number {{InvocationRows.Traits}}),
        {{Queueing.From("offered", anyLane: "EXISTS (SELECT 1 FROM offered WHERE lane IS NOT NULL)")}}
        SELECT count(*) FROM offered
        """);

    private static readonly SqlText OutOfQueue = new(
        """
        WITH waiting AS (
            UPDATE {s}.invocation SET routing = 1, entry = NULL WHERE number = ANY (ARRAY (
                SELECT number FROM {s}.invocation WHERE app = $2 AND entry IS NOT NULL AND status IN ({available}) ORDER BY id FOR UPDATE)) RETURNING number)
        DELETE FROM {s}.entry e USING waiting w WHERE e.app = $2 AND e.number = w.number
        """);

    private static readonly SqlText AnyQueued = new("SELECT EXISTS (SELECT 1 FROM {s}.entry WHERE app = $2 AND number IS NOT NULL)");

    public static async ValueTask<int> RunAsync(PostgresDatabase database, ColocationMode mode, CancellationToken cancellationToken)
    {
        if (mode.IsColocated)
        {
            return await database.ReadAsync(
                commands => commands.Add(IntoQueue),
                async (rows, token) => await rows.ReadAsync(token).ConfigureAwait(false) ? (int)rows.GetInt64(0) : 0,
                cancellationToken).ConfigureAwait(false);
        }

        bool any = await database.ReadAsync(
            commands => commands.Add(AnyQueued),
            async (rows, token) => await rows.ReadAsync(token).ConfigureAwait(false) && rows.GetBoolean(0),
            cancellationToken).ConfigureAwait(false);
        return any ? await database.WriteAsync(commands => commands.Add(OutOfQueue), cancellationToken).ConfigureAwait(false) : 0;
    }
}
