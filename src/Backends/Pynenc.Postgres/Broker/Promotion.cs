namespace Pynenc.Postgres;

/// <summary>Moves queued entries ahead of their equals; what is not queued, received or not due is passed over.</summary>
/// <remarks>An entry that stands where it was put is found by its invocation; one that does not, by its id.</remarks>
internal static class Promotion
{
    private static readonly SqlText Move = new(
        """
        WITH asked AS MATERIALIZED (SELECT DISTINCT id FROM unnest($3::uuid[]) AS r (id)),
        placed AS MATERIALIZED (
            SELECT e.at FROM asked a
            CROSS JOIN LATERAL (SELECT number, entry FROM {s}.invocation WHERE id = a.id AND app IS NOT DISTINCT FROM $2 OFFSET 0) i
            CROSS JOIN LATERAL (SELECT queue, CASE WHEN priority = 0 THEN 0 ELSE -priority END AS rank FROM {s}.call WHERE number = i.number OFFSET 0) c
            CROSS JOIN LATERAL (
                SELECT ctid AS at FROM {s}.entry
                WHERE app = $2 AND queue = c.queue AND rank = c.rank AND turn = i.entry AND place = i.entry AND visible_at = 0 AND NOT is_apart
                FOR UPDATE SKIP LOCKED) e),
        apart AS MATERIALIZED (
            SELECT e.at FROM asked a CROSS JOIN LATERAL (
                SELECT ctid AS at FROM {s}.entry WHERE id = a.id AND is_apart AND app + 0 IS NOT DISTINCT FROM $2 AND visible_at = 0
                FOR UPDATE SKIP LOCKED) e)
        UPDATE {s}.entry SET rank = rank - $4, is_apart = true
        WHERE ctid = ANY (ARRAY (SELECT at FROM placed UNION ALL SELECT at FROM apart)) AND rank - $4 >= $5 AND coalesce($1::bigint, 0) >= 0
        """);

    public static async ValueTask RunAsync(PostgresDatabase database, IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            commands => commands.Add(Move).With(ids.Select(i => i.Value).ToArray()).With(Priority.PromotionStep).With(-Priority.Max),
            cancellationToken).ConfigureAwait(false);
}
