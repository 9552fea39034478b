using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Publishes, claims, moves and pauses invocations; each verb is one transaction.</summary>
internal sealed partial class PostgresInvocationStore(PostgresDatabase database, ColocationMode mode) : InvocationStore
{
    private static readonly SqlText ClearMark = new(
        """
        UPDATE {s}.invocation i SET routing = 2 FROM unnest($3::uuid[], $4::int[]) AS r (id, sequence)
        WHERE i.id = r.id AND i.app IS NOT DISTINCT FROM $2 AND i.routing = 1 AND i.sequence = r.sequence
        """);

    protected override async ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            commands => commands.Add(ClearMark).With(routes.Select(r => r.Id.Value).ToArray()).With(routes.Select(r => r.Sequence).ToArray()),
            cancellationToken).ConfigureAwait(false);
}
