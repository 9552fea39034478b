using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>A transition that its claim alone decides: one statement moves all of a batch, and passes over those whose claim does not stand.</summary>
/// <remarks>What is passed over is decided the other way, on locked rows: a repeat, a lost fence, an illegal move, a slot or a reservation to let go.</remarks>
internal sealed record HeldMove(int Place, TransitionRequest Request, int From)
{
    private const int LongestPath = 2;

    /// <summary>A bit per status in <c>sources</c> says where the path may begin, by the status machine.</summary>
    /// <remarks>The owner is compared so that no index serves it: the one that could leads to everything the runner holds.</remarks>
    private static readonly SqlText Move = new(
        $$"""
        WITH held AS MATERIALIZED (
            SELECT g.*, i.number FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::int[], $7::smallint[], $8::int[], $9::int[], $10::bigint[], $11::text[],
                    $12::bytea[], $13::uuid[], $14::smallint[], $15::bigint[], $16::text[])
                AS g (id, holder, held, sources, target, steps, recovered, at, reason, payload, runner, first, first_at, first_reason)
            CROSS JOIN LATERAL (
                SELECT number FROM {s}.invocation i
                WHERE i.id = g.id AND i.app IS NOT DISTINCT FROM $2 AND i.owner IS NOT DISTINCT FROM g.holder AND i.epoch = g.held AND (g.sources >> i.status) & 1 = 1
                    AND (i.traits IS NULL OR i.traits & 14 = 0 OR g.target IN ({owned})) FOR UPDATE) i),
        moved AS (
            UPDATE {s}.invocation i SET was = i.status, status = g.target, sequence = i.sequence + g.steps, recoveries = i.recoveries + g.recovered,
                owner = CASE WHEN g.target IN ({owned}) THEN i.owner END, changed_at = g.at, not_before = NULL, routing = 0, entry = NULL, reason = g.reason
            FROM held g WHERE i.number = g.number
            RETURNING i.number, i.id, i.task, i.was, i.status, i.owner, i.epoch, i.sequence, i.changed_at, i.reason, g.payload, g.runner, g.first, g.first_at, g.first_reason),
        noted AS (
            INSERT INTO {s}.history (number, sequence, status, at, runner, epoch, reason)
            SELECT number, sequence - 1, first, first_at, runner, epoch, first_reason FROM moved WHERE first IS NOT NULL
            UNION ALL SELECT number, sequence, status, changed_at, runner, epoch, reason FROM moved),
        kept AS (INSERT INTO {s}.outcome (number, payload) SELECT number, payload FROM moved WHERE payload IS NOT NULL),
        freed AS (
            {{TransitionText.RemoveEdgesOf("SELECT number FROM moved WHERE status IN ({settled})", "SELECT number FROM moved WHERE owner IS NULL")}}),
        counted AS (
            INSERT INTO {s}.tally (app, task, status, delta)
            SELECT $2, task, was, -count(*) FROM moved GROUP BY task, was
            UNION ALL SELECT $2, task, status, count(*) FROM moved GROUP BY task, status)
        SELECT id FROM moved
        """);

    /// <summary>Those of a batch that fit: under a claim, on a short path that ends in no queue and does not end where it may begin.</summary>
    public static HeldMove[] Among(IReadOnlyList<TransitionRequest> requests)
    {
        HashSet<InvocationId>? several = requests.Count == 1
            ? null
            : [.. requests.GroupBy(r => r.Id).Where(g => g.Skip(1).Any()).Select(g => g.Key)];
        var moves = new List<HeldMove>(requests.Count);
        for (int i = 0; i < requests.Count; i++)
        {
            if (Fits(requests[i]) && several?.Contains(requests[i].Id) != true)
            {
                moves.Add(new HeldMove(i, requests[i], Sources(requests[i].Path)));
            }
        }

        // Everybody locks in one order, so that no two wait for each other.
        moves.Sort(static (left, right) => left.Request.Id.Value.CompareTo(right.Request.Id.Value));
        return [.. moves];
    }

    /// <summary>Moves them.</summary>
    /// <returns>The invocations that were moved.</returns>
    public static ValueTask<HashSet<InvocationId>> RunAsync(PostgresDatabase database, HeldMove[] moves, CancellationToken cancellationToken) => database.ReadAsync(
        commands => Add(commands, moves),
        async (rows, token) =>
        {
            var moved = new HashSet<InvocationId>(moves.Length);
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                moved.Add(new InvocationId(rows.GetGuid(0)));
            }

            return moved;
        },
        cancellationToken);

    private static bool Fits(TransitionRequest request) =>
        request.Fence is not null
        && request.Contents.Count == 0
        && request.Path.Count <= LongestPath
        && !request.Target.IsAvailable()
        && !request.Target.CanMoveTo(request.Path[0].Status)
        && !request.Path.Any(step => step.Status == InvocationStatus.Retry);

    private static int Sources(IReadOnlyList<StatusStep> path)
    {
        int sources = 0;
        foreach (InvocationStatus status in StatusMachine.All)
        {
            sources |= Transitions.IsLegal(path, status) ? 1 << (int)status : 0;
        }

        return sources;
    }

    private static void Add(Commands commands, HeldMove[] moves)
    {
        StatusStep? First(HeldMove move) => move.Request.Path.Count == LongestPath ? move.Request.Path[0] : null;
        T[] All<T>(Func<TransitionRequest, T> value) => Array.ConvertAll(moves, m => value(m.Request));

        commands.Add(Move)
            .With(All(r => r.Id.Value)).With(All(r => r.Fence!.Value.Owner.Value)).With(All(r => r.Fence!.Value.Epoch))
            .With(Array.ConvertAll(moves, m => m.From)).With(All(r => (short)r.Target)).With(All(r => r.Path.Count))
            .With(All(r => r.Path.Count(step => step.Status == InvocationStatus.RunningRecovery)))
            .With(All(r => Ticks.Of(r.Path[^1].At))).With(All(r => r.Path[^1].Reason))
            .With(All(r => r.Target is InvocationStatus.Success or InvocationStatus.Failed ? r.Payload?.ToArray() : null))
            .With(All(r => r.By?.Value))
            .With(Array.ConvertAll(moves, m => (short?)First(m)?.Status)).With(Array.ConvertAll(moves, m => First(m) is { } step ? Ticks.Of(step.At) : (long?)null))
            .With(Array.ConvertAll(moves, m => First(m)?.Reason));
    }
}
