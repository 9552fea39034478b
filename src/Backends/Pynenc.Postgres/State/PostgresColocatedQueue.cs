using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Takes work in one statement: the entries leave the queue, the invocations get their owner.</summary>
internal sealed class PostgresColocatedQueue(PostgresDatabase database) : ColocatedQueue
{
    /// <summary>
    /// The entry named by the invocation is the one that counts: an older one of the same invocation is dropped. An entry that names no
    /// number was routed by its id. Rows come in the order of the queue; one without an invocation says that the runner is not registered.
    /// </summary>
    private static readonly QueueText Take = new(queues => new SqlText(
        ($$"""
        WITH {{Claiming.Registered}}, {{Ready.Picked(queues, "EXISTS (SELECT 1 FROM registered)")}},
        gone AS (
            DELETE FROM {s}.entry e USING picked p WHERE e.ctid = p.at
            RETURNING e.number IS NULL AS is_stray, coalesce(e.number, (SELECT s.number FROM {s}.invocation s WHERE s.app = $2 AND s.id = e.id)) AS number, e.place, e.rank),
        claimed AS (
            UPDATE {s}.invocation i SET {{Claiming.Assignments}}
            FROM (SELECT * FROM gone ORDER BY number) g
            WHERE i.app = $2 AND i.number = g.number AND i.status IN ({available})
            AND (i.entry = g.place OR (g.is_stray AND coalesce(i.not_before, 0) <= {now}))
            RETURNING i.*, g.rank, g.place),
        {{Claiming.Noted}}
        (SELECT {{InvocationRows.Columns}} FROM claimed i JOIN {s}.call c ON c.number = i.number ORDER BY i.rank, i.place)
        UNION ALL SELECT {{InvocationRows.NoColumns}} WHERE NOT EXISTS (SELECT 1 FROM registered)
        """).Replace("$RUNNER", "$5", StringComparison.Ordinal).Replace("$AT", "$6", StringComparison.Ordinal)));

    public override async ValueTask<TakeOutcome> TakeAsync(TakeRequest request, CancellationToken cancellationToken)
    {
        var wait = new QueueWait(database, request.Queues, request.MaxWait);
        string[] queues = [.. request.Queues.Select(q => q.Value)];
        while (true)
        {
            Task came = database.Work.Next;
            TakeOutcome taken = await database.ReadAsync(
                commands =>
                {
                    commands.Add(Ready.ShowDue);
                    commands.Add(Take.For(queues)).With(queues).With(request.MaxCount).With(request.Runner.Value).With(Ticks.Of(database.App.Time.GetUtcNow()));
                },
                (rows, token) => ReadAsync(rows, request.Runner, token),
                cancellationToken).ConfigureAwait(false);
            if (taken.IsRunnerLost || taken.Claimed.Count > 0 || !await wait.AgainAsync(came, cancellationToken).ConfigureAwait(false))
            {
                return taken;
            }
        }
    }

    private static async ValueTask<TakeOutcome> ReadAsync(NpgsqlDataReader rows, RunnerId runner, CancellationToken cancellationToken)
    {
        var claimed = new List<ClaimedInvocation>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows.IsDBNull(0))
            {
                return new TakeOutcome(IsRunnerLost: true, []);
            }

            claimed.Add(Claiming.Claimed(rows, runner));
        }

        return new TakeOutcome(IsRunnerLost: false, claimed);
    }
}
