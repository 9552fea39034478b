using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Publishes, claims, moves and pauses invocations; each verb is one transaction.</summary>
internal sealed partial class PostgresInvocationStore(PostgresDatabase database, ColocationMode mode) : InvocationStore
{
    private static readonly SqlText ClearMark = new(
        """
        UPDATE {s}.invocation SET routing = 2 WHERE number = ANY (ARRAY (
            SELECT i.number FROM unnest($3::uuid[], $4::int[]) AS r (id, sequence) CROSS JOIN LATERAL (
                SELECT number FROM {s}.invocation
                WHERE id = r.id AND app IS NOT DISTINCT FROM $2 AND routing IS NOT DISTINCT FROM 1 AND sequence = r.sequence FOR UPDATE) i))
        """);

    protected override async ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        Route[] ordered = [.. routes.OrderBy(r => r.Id.Value)];
        await database.WriteAsync(
            commands => commands.Add(ClearMark).With(Array.ConvertAll(ordered, r => r.Id.Value)).With(Array.ConvertAll(ordered, r => r.Sequence)),
            cancellationToken).ConfigureAwait(false);
    }
}
