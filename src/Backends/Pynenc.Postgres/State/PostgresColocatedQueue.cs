using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Takes work in one statement: the entries leave the queue, the invocations get their owner.</summary>
internal sealed class PostgresColocatedQueue(PostgresDatabase database) : ColocatedQueue
{
    /// <summary>
    /// The entry named by the invocation is the one that counts: an older one of the same invocation is dropped. An entry that names no
    /// number was routed by its id. A row without an invocation says that the runner is not registered.
    /// </summary>
    private static readonly QueueText Take = new(queues => new SqlText(
        ($$"""
        WITH {{Claiming.Registered}}, {{Ready.Picked(queues, "EXISTS (SELECT 1 FROM registered)")}},
        gone AS (
            DELETE FROM {s}.entry e USING picked p WHERE e.ctid = p.at
            RETURNING e.number IS NULL AS is_stray, coalesce(e.number, (SELECT s.number FROM {s}.invocation s WHERE s.id = e.id AND s.app IS NOT DISTINCT FROM $2)) AS number, e.place, e.rank),
        claimed AS (
            UPDATE {s}.invocation i SET {{Claiming.Assignments}}
            FROM gone g
            WHERE i.number = g.number AND i.status IN ({available})
            AND (i.entry = g.place OR (g.is_stray AND coalesce(i.not_before, 0) <= {now}))
            RETURNING i.*, g.rank, g.place),
        {{Claiming.Noted}}
        SELECT {{InvocationRows.Columns}}, i.rank, i.place FROM claimed i JOIN {s}.call c ON c.number = i.number
        UNION ALL SELECT {{InvocationRows.NoColumns}}, NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM registered)
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
        var claimed = new List<(double Rank, long Place, ClaimedInvocation Invocation)>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows.IsDBNull(0))
            {
                return new TakeOutcome(IsRunnerLost: true, []);
            }

            claimed.Add((rows.GetDouble(20), rows.GetInt64(21), Claiming.Claimed(rows, runner)));
        }

        // In the order of the queue. Sorted here: the server would take a plan that needs no sort for one that goes by the wrong index.
        claimed.Sort(static (left, right) => (left.Rank, left.Place).CompareTo((right.Rank, right.Place)));
        return new TakeOutcome(IsRunnerLost: false, claimed.ConvertAll(c => c.Invocation));
    }
}
