using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

internal sealed partial class PostgresInvocationStore
{
    private static readonly SqlText Claim = new(
        ($$"""
        WITH {{Claiming.Registered}},
        locked AS MATERIALIZED (
            SELECT i.number, i.id, i.status, i.not_before
            FROM unnest($3::uuid[]) AS r (id) JOIN {s}.invocation i ON i.id = r.id AND i.app IS NOT DISTINCT FROM $2
            WHERE EXISTS (SELECT 1 FROM registered) FOR UPDATE OF i),
        claimed AS (
            UPDATE {s}.invocation i SET {{Claiming.Assignments}} FROM locked o
            WHERE i.number = o.number AND o.status IN ({available}) AND coalesce(o.not_before, 0) <= {now}
            RETURNING i.*),
        late AS (
            UPDATE {s}.invocation i SET routing = 1 FROM locked o
            WHERE i.number = o.number AND o.status IN ({available}) AND o.not_before > {now} AND NOT $6),
        {{Claiming.Noted}}
        SELECT {{InvocationRows.Columns}}, i.id, NULL::bigint FROM claimed i JOIN {s}.call c ON c.number = i.number
        UNION ALL SELECT {{InvocationRows.NoColumns}}, o.id, CASE WHEN o.status IN ({available}) THEN o.not_before END
        FROM locked o WHERE o.status NOT IN ({available}) OR o.not_before > {now}
        UNION ALL SELECT {{InvocationRows.NoColumns}}, NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM registered)
        """).Replace("$RUNNER", "$4", StringComparison.Ordinal).Replace("$AT", "$5", StringComparison.Ordinal));

    protected override async ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        Dictionary<InvocationId, ClaimOutcome>? found = await database.ReadAsync(
            commands => commands.Add(Claim)
                .With(request.Ids.Select(i => i.Value).Distinct().Order().ToArray())
                .With(request.Runner.Value).With(Ticks.Of(request.At)).With(mode.IsColocated),
            (rows, token) => ReadClaimsAsync(rows, request.Runner, token),
            cancellationToken).ConfigureAwait(false);

        var outcomes = new ClaimOutcome[request.Ids.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = found is null
                ? new ClaimOutcome(ClaimResult.RunnerLost)
                : found.GetValueOrDefault(request.Ids[i], new ClaimOutcome(ClaimResult.Unknown));
            if (outcomes[i].Claimed is not null)
            {
                // The same id once more in one request finds it taken.
                found![request.Ids[i]] = new ClaimOutcome(ClaimResult.NotAvailable);
            }
        }

        return outcomes;
    }

    /// <returns>Null when the runner is not registered.</returns>
    private static async ValueTask<Dictionary<InvocationId, ClaimOutcome>?> ReadClaimsAsync(
        NpgsqlDataReader rows, RunnerId runner, CancellationToken cancellationToken)
    {
        var found = new Dictionary<InvocationId, ClaimOutcome>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows.IsDBNull(20))
            {
                return null;
            }

            found[new InvocationId(rows.GetGuid(20))] =
                !rows.IsDBNull(0) ? new ClaimOutcome(ClaimResult.Claimed, Claiming.Claimed(rows, runner)) :
                rows.TimeOrNull(21) is { } due ? new ClaimOutcome(ClaimResult.NotDue, NotBefore: due) :
                new ClaimOutcome(ClaimResult.NotAvailable);
        }

        return found;
    }
}
