using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>The statements by which a batch of transitions is stored, each for all of its rows.</summary>
internal static class TransitionText
{
    private static readonly SqlText Update = new(
        """
        UPDATE {s}.invocation i SET was = i.status, status = u.status, owner = u.owner, sequence = u.sequence, retries = u.retries,
            recoveries = u.recoveries, changed_at = u.changed_at, not_before = u.not_before, routing = u.routing, reason = u.reason,
            entry = CASE WHEN u.is_queued THEN nextval('{s}.entry_place') END
        FROM unnest($3::bigint[], $4::smallint[], $5::uuid[], $6::int[], $7::int[], $8::int[], $9::bigint[], $10::bigint[], $11::smallint[], $12::boolean[], $13::text[])
            AS u (number, status, owner, sequence, retries, recoveries, changed_at, not_before, routing, is_queued, reason)
        WHERE i.number = u.number
        """);

    private static readonly SqlText History = new(
        """
        INSERT INTO {s}.history (number, sequence, status, at, runner, epoch, reason)
        SELECT * FROM unnest($3::bigint[], $4::int[], $5::smallint[], $6::bigint[], $7::uuid[], $8::bigint[], $9::text[])
        """);

    private static readonly SqlText Outcome = new(
        """
        INSERT INTO {s}.outcome (number, payload) SELECT * FROM unnest($3::bigint[], $4::bytea[])
        """);

    private static readonly SqlText Refer = new(
        """
        INSERT INTO {s}.content_reference (app, key, number)
        SELECT $2, r.key, i.number FROM unnest($3::uuid[], $4::text[]) AS r (id, key)
        JOIN {s}.invocation i ON i.id = r.id AND i.app IS NOT DISTINCT FROM $2 ON CONFLICT DO NOTHING
        """);

    private static readonly SqlText RemoveEdges = new(RemoveEdgesOf("SELECT * FROM unnest($3::bigint[])", "SELECT * FROM unnest($4::bigint[])"));

    /// <summary>What a taker has locked is left to it: it will find the invocation gone. What is in a lane, or was promoted, is found by its id.</summary>
    private static readonly SqlText Discard = new(
        """
        WITH given AS MATERIALIZED (SELECT * FROM unnest($3::text[], $4::float8[], $5::bigint[], $6::uuid[]) AS d (queue, rank, place, id)),
        placed AS MATERIALIZED (
            SELECT e.at FROM given d CROSS JOIN LATERAL (
                SELECT ctid AS at FROM {s}.entry
                WHERE app = $2 AND queue = d.queue AND rank = d.rank AND turn = d.place AND place = d.place AND visible_at = 0 FOR UPDATE SKIP LOCKED) e),
        apart AS MATERIALIZED (
            SELECT e.at FROM given d CROSS JOIN LATERAL (
                SELECT ctid AS at FROM {s}.entry
                WHERE id = d.id AND is_apart AND place = d.place AND app + 0 IS NOT DISTINCT FROM $2 FOR UPDATE SKIP LOCKED) e)
        DELETE FROM {s}.entry WHERE ctid = ANY (ARRAY (SELECT at FROM placed UNION ALL SELECT at FROM apart))
        """);

    private static readonly SqlText RemoveDelayed = new(
        """
        DELETE FROM {s}.entry WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM {s}.entry WHERE app = $2 AND visible_at > 0 AND visible_at = ANY ($5::bigint[]) AND number = ANY ($3::bigint[]) AND place = ANY ($4::bigint[]) FOR UPDATE SKIP LOCKED))
        """);

    private static readonly SqlText Enqueue = new(
        $$"""
        WITH given AS MATERIALIZED (
            SELECT e.queue, e.rank, i.entry AS place, e.id, e.number, e.visible_at AS due, e.lane, e.is_limited
            FROM unnest($3::text[], $4::float8[], $5::uuid[], $6::bigint[], $7::bigint[], $8::text[], $9::boolean[]) AS e (queue, rank, id, number, visible_at, lane, is_limited)
            JOIN {s}.invocation i ON i.number = e.number),
        {{Queueing.From("given", anyLane: "$10")}}
        SELECT 1
        """);

    /// <summary>A statement that removes the edges to those that settled and of those that no longer wait, in their order: see <see cref="LockOrder"/>.</summary>
    /// <param name="settled">A query of the numbers that settled.</param>
    /// <param name="released">A query of the numbers that lost their owner.</param>
    public static string RemoveEdgesOf(string settled, string released) =>
        $$"""
        DELETE FROM {s}.edge WHERE ctid = ANY (ARRAY (
            SELECT l.at FROM (
                SELECT waiter, waited FROM {s}.edge WHERE waited = ANY (ARRAY ({{settled}}))
                UNION SELECT waiter, waited FROM {s}.edge WHERE waiter = ANY (ARRAY ({{released}})) ORDER BY waiter, waited) e
            CROSS JOIN LATERAL (SELECT ctid AS at FROM {s}.edge WHERE waiter = e.waiter AND waited = e.waited FOR UPDATE) l))
        """;

    public static void AddUpdate(Commands commands, IReadOnlyList<HotRow> rows)
    {
        if (rows.Count > 0)
        {
            commands.Add(Update)
                .With(rows.Select(r => r.Number).ToArray()).With(rows.Select(r => (short)r.Status).ToArray())
                .With(rows.Select(r => r.Owner?.Value).ToArray()).With(rows.Select(r => r.Sequence).ToArray())
                .With(rows.Select(r => r.Retries).ToArray()).With(rows.Select(r => r.Recoveries).ToArray())
                .With(rows.Select(r => r.ChangedAt).ToArray()).With(rows.Select(r => r.NotBefore).ToArray())
                .With(rows.Select(r => r.Routing).ToArray()).With(rows.Select(r => r.IsQueued).ToArray())
                .With(rows.Select(r => r.Reason).ToArray());
        }
    }

    public static void AddHistory(Commands commands, List<(long Number, int Sequence, StatusStep Step, RunnerId? By, long Epoch)> rows)
    {
        if (rows.Count > 0)
        {
            commands.Add(History)
                .With(rows.Select(r => r.Number).ToArray()).With(rows.Select(r => r.Sequence).ToArray())
                .With(rows.Select(r => (short)r.Step.Status).ToArray()).With(rows.Select(r => Ticks.Of(r.Step.At)).ToArray())
                .With(rows.Select(r => r.By?.Value).ToArray()).With(rows.Select(r => r.Epoch).ToArray())
                .With(rows.Select(r => r.Step.Reason).ToArray());
        }
    }

    public static void AddPayloads(Commands commands, List<(long Number, ReadOnlyMemory<byte> Payload)> rows)
    {
        if (rows.Count > 0)
        {
            commands.Add(Outcome).With(rows.Select(r => r.Number).ToArray()).With(rows.Select(r => r.Payload.ToArray()).ToArray());
        }
    }

    public static void AddReferences(Commands commands, List<(InvocationId Id, ContentKey Key)> references)
    {
        if (references.Count > 0)
        {
            commands.Add(Refer).With(references.Select(r => r.Id.Value).ToArray()).With(references.Select(r => r.Key.ToString()).ToArray());
        }
    }

    public static void AddEdgeRemovals(Commands commands, List<long> settled, List<long> released)
    {
        if (settled.Count + released.Count > 0)
        {
            commands.Add(RemoveEdges).With(settled.ToArray()).With(released.ToArray());
        }
    }

    public static void AddDiscards(Commands commands, List<(HotRow Row, long Entry, long? Due)> discarded)
    {
        if (discarded.Count > 0)
        {
            long[] places = [.. discarded.Select(d => d.Entry)];
            commands.Add(Discard)
                .With(discarded.Select(d => d.Row.Queue.Value).ToArray()).With(discarded.Select(d => PostgresBroker.Rank(d.Row.Priority)).ToArray())
                .With(places).With(discarded.Select(d => d.Row.Id.Value).ToArray());
            if (discarded.Any(d => d.Due is not null))
            {
                commands.Add(RemoveDelayed).With(discarded.Select(d => d.Row.Number).ToArray()).With(places)
                    .With(discarded.Where(d => d.Due is not null).Select(d => d.Due!.Value).ToArray());
            }
        }
    }

    public static void AddEntries(Commands commands, List<(HotRow Row, long? Due)> offered) => commands.Add(Enqueue)
        .With(offered.Select(o => o.Row.Queue.Value).ToArray()).With(offered.Select(o => PostgresBroker.Rank(o.Row.Priority)).ToArray())
        .With(offered.Select(o => o.Row.Id.Value).ToArray())
        .With(offered.Select(o => o.Row.Number).ToArray()).With(offered.Select(o => o.Due ?? 0).ToArray())
        .With(offered.Select(o => o.Row.Lane).ToArray()).With(offered.Select(o => o.Row.IsLimited).ToArray())
        .With(offered.Any(o => o.Row.Lane is not null));
}
