using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Takes work in one statement: the entries leave the queue, the invocations get their owner.</summary>
internal sealed class PostgresColocatedQueue(PostgresDatabase database) : ColocatedQueue
{
    /// <summary>
    /// The entry named by the invocation is the one that counts: an older one of the same invocation is dropped. Where one of the first entries
    /// is of an invocation with limits, or was routed by its id, nothing is taken, and a row says so. A row without anything says that the
    /// runner is not registered.
    /// </summary>
    private static readonly QueueText Take = new(queues => new SqlText(
        ($$"""
        WITH {{Claiming.Registered}}, {{Ready.Picked(queues, "EXISTS (SELECT 1 FROM registered)")}},
        limited AS MATERIALIZED (SELECT EXISTS (SELECT 1 FROM picked WHERE is_limited OR number IS NULL) AS is_any),
        gone AS (
            DELETE FROM {s}.entry e USING picked p WHERE e.ctid = p.at AND NOT (SELECT is_any FROM limited)
            RETURNING e.number, p.id, p.rank, p.line, p.turn, p.place),
        locked AS MATERIALIZED (
            SELECT g.* FROM (SELECT * FROM gone ORDER BY id) g
            CROSS JOIN LATERAL (SELECT 1 FROM {s}.invocation WHERE number = g.number AND status IN ({available}) AND entry = g.place FOR UPDATE) i),
        claimed AS (
            UPDATE {s}.invocation i SET {{Claiming.Assignments}} FROM locked g WHERE i.number = g.number
            RETURNING i.*, g.rank, g.line, g.turn, g.place),
        {{Claiming.Noted}}
        SELECT {{InvocationRows.Columns}}, i.rank, i.line, i.turn, i.place FROM claimed i JOIN {s}.call c ON c.number = i.number {{InvocationRows.Traits}}
        UNION ALL SELECT {{InvocationRows.NoColumns}}, NULL, NULL, NULL, NULL WHERE NOT EXISTS (SELECT 1 FROM registered)
        UNION ALL SELECT {{InvocationRows.NoColumns}}, 0, NULL, NULL, NULL WHERE (SELECT is_any FROM limited)
        """).Replace("$RUNNER", "$5", StringComparison.Ordinal).Replace("$AT", "$6", StringComparison.Ordinal)));

    /// <summary>True while the first entries are likely to have limits, so that nobody asks in vain whether they have none.</summary>
    private volatile bool _expectsLimits;

    public override async ValueTask<TakeOutcome> TakeAsync(TakeRequest request, CancellationToken cancellationToken)
    {
        var wait = new QueueWait(database, request.Queues, request.MaxWait);
        string[] queues = [.. request.Queues.Select(q => q.Value)];
        while (true)
        {
            Task came = database.Work.Next;
            (TakeOutcome? taken, bool isMore) = _expectsLimits
                ? await TakeLimitedAsync(request, queues, cancellationToken).ConfigureAwait(false)
                : (await TakePlainAsync(request, queues, cancellationToken).ConfigureAwait(false), false);
            if (taken is null)
            {
                _expectsLimits = true;
                database.HasLimits = true;
            }
            else if (taken.IsRunnerLost || taken.Claimed.Count + taken.Dropped.Count > 0 || (!isMore && !await wait.AgainAsync(came, cancellationToken).ConfigureAwait(false)))
            {
                return taken;
            }
        }
    }

    /// <returns>Null when limits have to be looked at.</returns>
    private ValueTask<TakeOutcome?> TakePlainAsync(TakeRequest request, string[] queues, CancellationToken cancellationToken) => database.ReadAsync(
        commands =>
        {
            commands.Add(Ready.ShowDue);
            commands.Add(Take.For(queues)).With(queues).With(request.MaxCount).With(request.Runner.Value).With(Ticks.Of(database.App.Time.GetUtcNow()));
        },
        (rows, token) => ReadAsync(rows, request.Runner, token),
        cancellationToken);

    /// <returns>What was taken, and true when there may be more behind what was held back.</returns>
    private async ValueTask<(TakeOutcome Taken, bool IsMore)> TakeLimitedAsync(TakeRequest request, string[] queues, CancellationToken cancellationToken)
    {
        LimitedTaken taken = await new LimitedTake(database, request, queues).RunAsync(cancellationToken).ConfigureAwait(false);
        _expectsLimits = taken.AnyLimited;
        return (taken.Outcome, taken.Picked > 0);
    }

    private static async ValueTask<TakeOutcome?> ReadAsync(NpgsqlDataReader rows, RunnerId runner, CancellationToken cancellationToken)
    {
        const int at = InvocationRows.Count;
        var claimed = new List<((double Rank, long Line, long Turn, long Place) Stood, ClaimedInvocation Invocation)>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows.IsDBNull(0))
            {
                return rows.IsDBNull(at) ? new TakeOutcome(IsRunnerLost: true, []) : null;
            }

            claimed.Add(((rows.GetDouble(at), rows.GetInt64(at + 1), rows.GetInt64(at + 2), rows.GetInt64(at + 3)), Claiming.Claimed(rows, runner)));
        }

        // In the order of the queue. Sorted here: the server would take a plan that needs no sort for one that goes by the wrong index.
        claimed.Sort(static (left, right) => left.Stood.CompareTo(right.Stood));
        return new TakeOutcome(IsRunnerLost: false, claimed.ConvertAll(c => c.Invocation));
    }
}
