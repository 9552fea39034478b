namespace Pynenc.Postgres;

/// <summary>Moves queued entries ahead of their equals; what is not queued, received or not due is passed over.</summary>
/// <remarks>An entry that stands where it was put is found by its invocation; one that does not, by its id.</remarks>
internal static class Promotion
{
    private static readonly SqlText Move = new(
        """
        WITH asked AS MATERIALIZED (SELECT DISTINCT id FROM unnest($3::uuid[]) AS r (id)),
        placed AS MATERIALIZED (
            SELECT e.ctid AS at FROM asked a JOIN {s}.invocation i ON i.id = a.id AND i.app IS NOT DISTINCT FROM $2
            JOIN {s}.call c ON c.number = i.number
            JOIN {s}.entry e ON e.app = $2 AND e.queue = c.queue AND e.rank = CASE WHEN c.priority = 0 THEN 0 ELSE -c.priority END
                AND e.turn = i.entry AND e.place = i.entry AND e.visible_at = 0
            WHERE NOT e.is_apart FOR UPDATE OF e SKIP LOCKED),
        apart AS MATERIALIZED (
            SELECT e.ctid AS at FROM asked a JOIN {s}.entry e ON e.id = a.id AND e.is_apart
            WHERE e.app + 0 IS NOT DISTINCT FROM $2 AND e.visible_at = 0 FOR UPDATE OF e SKIP LOCKED)
        UPDATE {s}.entry SET rank = rank - $4, is_apart = true
        WHERE ctid = ANY (ARRAY (SELECT at FROM placed UNION ALL SELECT at FROM apart)) AND rank - $4 >= $5 AND coalesce($1::bigint, 0) >= 0
        """);

    public static async ValueTask RunAsync(PostgresDatabase database, IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            commands => commands.Add(Move).With(ids.Select(i => i.Value).ToArray()).With(Priority.PromotionStep).With(-Priority.Max),
            cancellationToken).ConfigureAwait(false);
}
