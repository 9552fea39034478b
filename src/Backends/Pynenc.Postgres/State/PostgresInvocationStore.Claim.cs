using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

internal sealed partial class PostgresInvocationStore
{
    private static readonly SqlText Claim = new(
        ($$"""
        WITH {{Claiming.Registered}},
        locked AS MATERIALIZED (
            SELECT i.* FROM unnest($3::uuid[]) AS r (id) CROSS JOIN LATERAL (
                SELECT number, id, status, not_before, traits & 14 <> 0 AS is_limited
                FROM {s}.invocation WHERE id = r.id AND app IS NOT DISTINCT FROM $2 FOR UPDATE) i
            WHERE EXISTS (SELECT 1 FROM registered)),
        claimed AS (
            UPDATE {s}.invocation i SET {{Claiming.Assignments}} FROM locked o
            WHERE i.number = o.number AND o.status IN ({available}) AND coalesce(o.not_before, 0) <= {now} AND o.is_limited IS NOT TRUE
            RETURNING i.*),
        late AS (
            UPDATE {s}.invocation i SET routing = 1 FROM locked o
            WHERE i.number = o.number AND o.status IN ({available}) AND o.not_before > {now} AND NOT $6),
        {{Claiming.Noted}}
        SELECT {{InvocationRows.Columns}}, i.id, NULL::bigint, false FROM claimed i JOIN {s}.call c ON c.number = i.number {{InvocationRows.Traits}}
        UNION ALL SELECT {{InvocationRows.NoColumns}}, o.id, CASE WHEN o.status IN ({available}) AND o.not_before > {now} THEN o.not_before END,
            o.status IN ({available}) AND coalesce(o.not_before, 0) <= {now}
        FROM locked o WHERE o.status NOT IN ({available}) OR o.not_before > {now} OR o.is_limited
        UNION ALL SELECT {{InvocationRows.NoColumns}}, NULL, NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM registered)
        """).Replace("$RUNNER", "$4", StringComparison.Ordinal).Replace("$AT", "$5", StringComparison.Ordinal));

    protected override async ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var limited = new List<InvocationId>();
        Dictionary<InvocationId, ClaimOutcome>? found = await database.ReadAsync(
            commands => commands.Add(Claim)
                .With(request.Ids.Select(i => i.Value).Distinct().Order().ToArray())
                .With(request.Runner.Value).With(Ticks.Of(request.At)).With(mode.IsColocated),
            (rows, token) => ReadClaimsAsync(rows, request.Runner, limited, token),
            cancellationToken).ConfigureAwait(false);
        if (found is not null && limited.Count > 0)
        {
            database.HasLimits = true;
            found = await ClaimLimitedAsync(request, limited, found, cancellationToken).ConfigureAwait(false);
        }

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

    /// <summary>Claims those that have limits, in the order in which they were asked for.</summary>
    /// <returns>All outcomes. What was claimed before stays claimed, so a runner that is lost meanwhile gets none of the others.</returns>
    private async ValueTask<Dictionary<InvocationId, ClaimOutcome>> ClaimLimitedAsync(
        ClaimRequest request, List<InvocationId> limited, Dictionary<InvocationId, ClaimOutcome> found, CancellationToken cancellationToken)
    {
        InvocationId[] ids = [.. request.Ids.Distinct().Where(limited.ToHashSet().Contains)];
        (ClaimOutcome[] outcomes, List<InvocationId> settled) = await database.TransactAsync(
            async (connection, token) =>
            {
                var claims = new LimitedClaims(request.Runner, request.At, mode.IsColocated);
                await claims.LockAsync(database, connection, ids, token).ConfigureAwait(false);
                ClaimOutcome[] decided = claims.IsRunnerLost
                    ? [.. ids.Select(_ => new ClaimOutcome(ClaimResult.RunnerLost))]
                    : [.. ids.Select(claims.Claim)];
                await RunAsync(connection, claims.AddTo, token).ConfigureAwait(false);
                return (decided, claims.Settled);
            },
            cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < ids.Length; i++)
        {
            found[ids[i]] = outcomes[i];
        }

        database.Notices.TellSettled(settled);
        return found;
    }

    /// <returns>Null when the runner is not registered.</returns>
    private static async ValueTask<Dictionary<InvocationId, ClaimOutcome>?> ReadClaimsAsync(
        NpgsqlDataReader rows, RunnerId runner, List<InvocationId> limited, CancellationToken cancellationToken)
    {
        const int at = InvocationRows.Count;
        var found = new Dictionary<InvocationId, ClaimOutcome>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows.IsDBNull(at))
            {
                return null;
            }

            var id = new InvocationId(rows.GetGuid(at));
            if (rows.GetBoolean(at + 2))
            {
                limited.Add(id);
                continue;
            }

            found[id] =
                !rows.IsDBNull(0) ? new ClaimOutcome(ClaimResult.Claimed, Claiming.Claimed(rows, runner)) :
                rows.TimeOrNull(at + 1) is { } due ? new ClaimOutcome(ClaimResult.NotDue, NotBefore: due) :
                new ClaimOutcome(ClaimResult.NotAvailable);
        }

        return found;
    }
}
