using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Takes entries of which some may be held back by limits: the entries leave the queue, or hide until their grant, in the step that decides.</summary>
internal sealed class LimitedTake(PostgresDatabase database, TakeRequest request, string[] queues)
{
    private static readonly QueueText Pick = new(queues => new SqlText(
        $$"""
        WITH {{Ready.Picked(queues)}}
        SELECT id, CASE WHEN number IS NOT NULL THEN place END, at::text, is_limited OR number IS NULL FROM picked ORDER BY rank, line, turn, place
        """));

    private static readonly SqlText Remove = new("DELETE FROM {s}.entry WHERE ctid = ANY ($3::text[]::tid[]) AND app + 0 IS NOT DISTINCT FROM $2");

    private static readonly SqlText Hide = new(
        """
        UPDATE {s}.entry e SET visible_at = g.due FROM unnest($3::text[], $4::bigint[]) AS g (at, due)
        WHERE e.ctid = g.at::tid AND e.app + 0 IS NOT DISTINCT FROM $2
        """);

    /// <summary>Takes once, without waiting for work.</summary>
    public async ValueTask<LimitedTaken> RunAsync(CancellationToken cancellationToken)
    {
        LimitedTaken taken = await database.TransactAsync(TakeAsync, cancellationToken).ConfigureAwait(false);
        database.Notices.TellSettled(taken.Outcome.Dropped);
        return taken;
    }

    private async ValueTask<LimitedTaken> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<(InvocationId Id, long? Place, string At, bool IsLimited)> picked = await PickAsync(connection, cancellationToken).ConfigureAwait(false);
        var claims = new LimitedClaims(request.Runner, database.App.Time.GetUtcNow(), isColocated: true);
        await claims.LockAsync(database, connection, picked.Select(p => p.Id), cancellationToken).ConfigureAwait(false);
        var claimed = new List<ClaimedInvocation>();
        var hidden = new List<(string At, long Due)>();
        var gone = new List<string>();
        foreach ((InvocationId id, long? place, string at, _) in claims.IsRunnerLost ? [] : picked)
        {
            ClaimOutcome outcome = claims.Take(id, place);
            if (outcome.Claimed is { } invocation)
            {
                claimed.Add(invocation);
            }

            if (outcome.NotBefore is { } due)
            {
                hidden.Add((at, Ticks.Of(due)));
            }
            else
            {
                gone.Add(at);
            }
        }

        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            commands.Add(Remove).With(gone.ToArray());
            if (hidden.Count > 0)
            {
                commands.Add(Hide).With(hidden.Select(h => h.At).ToArray()).With(hidden.Select(h => h.Due).ToArray());
            }

            claims.AddTo(commands);
            await commands.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        var given = new TakeOutcome(claims.IsRunnerLost, claimed) { Dropped = claims.Settled };
        return new LimitedTaken(given, picked.Count, picked.Any(p => p.IsLimited));
    }

    private async ValueTask<List<(InvocationId Id, long? Place, string At, bool IsLimited)>> PickAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var picked = new List<(InvocationId, long?, string, bool)>();
        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            commands.Add(Ready.ShowDue);
            commands.Add(Pick.For(queues)).With(queues).With(request.MaxCount);
            NpgsqlDataReader rows = await commands.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    picked.Add((new InvocationId(rows.GetGuid(0)), rows.LongOrNull(1), rows.GetString(2), rows.GetBoolean(3)));
                }
            }
        }

        return picked;
    }
}
