using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>The statements that store new invocations.</summary>
internal static class PublishText
{
    private const string Arguments =
        "$3::uuid[], $4::text[], $5::text[], $6::float8[], $7::bigint[], $8::uuid[], $9::uuid[], $10::bigint[], $11::uuid[], $12::bytea[]";

    private const string Names = "id, task, queue, priority, not_before, parent, workflow, registered_at, registered_by, arguments";

    private const string Numbers =
        "nextval('{s}.invocation_number') AS number, CASE WHEN $13 THEN nextval('{s}.entry_place') END AS entry, CASE WHEN n.not_before > {now} THEN n.not_before END AS due, n.*";

    /// <summary>What is stored of a table <c>new</c>, with its entries.</summary>
    private const string Stored =
        """
        stored AS (
            INSERT INTO {s}.invocation (number, app, id, task, status, was, epoch, sequence, retries, recoveries, changed_at, not_before, routing, entry, traits)
            SELECT number, $2, id, task, 1, 1, 0, 1, 0, 0, registered_at, due, CASE WHEN $13 THEN 0 ELSE 1 END, entry, traits FROM new ORDER BY id),
        called AS (
            INSERT INTO {s}.call (number, app, queue, priority, not_before, parent, workflow, registered_at, registered_by, arguments)
            SELECT number, $2, queue, priority, not_before, parent, workflow, registered_at, registered_by, arguments FROM new),
        noted AS (
            INSERT INTO {s}.history (number, sequence, status, at, runner, epoch)
            SELECT number, 1, 1, registered_at, registered_by, 0 FROM new),
        counted AS (
            INSERT INTO {s}.tally (app, task, status, delta) SELECT $2, task, 1, count(*) FROM new GROUP BY task),
        offered AS (
            SELECT queue, CASE WHEN priority = 0 THEN 0 ELSE -priority END AS rank, entry AS place, id, number, coalesce(due, 0) AS due, lane,
                coalesce(traits & 14, 0) <> 0 AS is_limited FROM new WHERE $13),
        """;

    /// <summary>
    /// One statement for the whole batch; what exists already is passed over together with all that belongs to it. Of two that publish the
    /// same new id at once the later one is told of a unique violation, and finds the id when it comes again.
    /// </summary>
    private static readonly SqlText Plain = new(
        $$"""
        WITH new AS MATERIALIZED (
            SELECT {{Numbers}}, NULL::smallint AS traits, NULL::text AS lane
            FROM (SELECT g.* FROM unnest({{Arguments}}) WITH ORDINALITY AS g ({{Names}}, turn)
                WHERE (SELECT i.number FROM {s}.invocation i WHERE i.id = g.id AND i.app IS NOT DISTINCT FROM $2 LIMIT 1) IS NULL ORDER BY g.turn) n),
        {{Stored}}
        {{Queueing.From("offered", anyLane: "false")}}
        SELECT id FROM new
        """);

    /// <summary>The same for a batch of which some have traits. What exists has been left out.</summary>
    private static readonly SqlText WithTraits = new(
        $$"""
        WITH new AS MATERIALIZED (
            SELECT {{Numbers}}
            FROM (SELECT g.* FROM unnest({{Arguments}}, $14::smallint[], $15::text[], $16::text[], $17::int[], $18::smallint[], $19::text[], $20::int[],
                    $21::bigint[], $22::text[], $23::smallint[], $24::bigint[])
                WITH ORDINALITY AS g ({{Names}}, traits, lane, slot_key, slot_limit, when_blocked, rate_key, rate_limit, rate_period, reservation_key, reservation_end, keep_for, turn)
                ORDER BY g.turn) n),
        {{Stored}}
        kept AS (
            INSERT INTO {s}.trait (number, lane, slot_key, slot_limit, when_blocked, rate_key, rate_limit, rate_period, reservation_key, reservation_end, keep_for)
            SELECT number, lane, slot_key, slot_limit, when_blocked, rate_key, rate_limit, rate_period, reservation_key, reservation_end, keep_for
            FROM new WHERE traits IS NOT NULL),
        {{Queueing.From("offered", anyLane: "$25")}}
        SELECT id FROM new
        """);

    /// <summary>Adds the statement for a batch without traits.</summary>
    public static void AddPlain(Commands commands, InvocationRecord[] records, bool isColocated) => AddCommon(commands.Add(Plain), records, isColocated);

    /// <summary>Adds the statement for a batch with traits, of ids that do not exist.</summary>
    public static void AddWithTraits(Commands commands, InvocationRecord[] records, bool isColocated) => AddCommon(commands.Add(WithTraits), records, isColocated)
        .With(Array.ConvertAll(records, r => TraitsOf(r) is var traits && traits == Traits.None ? null : (short?)traits))
        .With(Array.ConvertAll(records, r => r.Lane))
        .With(Array.ConvertAll(records, r => r.Concurrency?.Key))
        .With(Array.ConvertAll(records, r => r.Concurrency?.Limit))
        .With(Array.ConvertAll(records, r => (short?)r.Concurrency?.WhenBlocked))
        .With(Array.ConvertAll(records, r => r.Rate?.Key))
        .With(Array.ConvertAll(records, r => r.Rate?.Limit))
        .With(Array.ConvertAll(records, r => r.Rate?.Period.Ticks))
        .With(Array.ConvertAll(records, r => r.Reservation?.Key))
        .With(Array.ConvertAll(records, r => (short?)r.Reservation?.End))
        .With(Array.ConvertAll(records, r => r.Reservation?.KeepFor.Ticks))
        .With(records.Any(r => r.Lane is not null));

    /// <summary>Which of them a record has.</summary>
    public static Traits TraitsOf(InvocationRecord record) =>
        (record.Lane is null ? Traits.None : Traits.Lane) |
        (record.Concurrency is null ? Traits.None : Traits.Concurrency) |
        (record.Rate is null ? Traits.None : Traits.Rate) |
        (record.Reservation is null ? Traits.None : Traits.Reservation);

    private static Command AddCommon(Command command, InvocationRecord[] records, bool isColocated) => command
        .With(Array.ConvertAll(records, r => r.Id.Value))
        .With(Array.ConvertAll(records, r => r.Task.Value))
        .With(Array.ConvertAll(records, r => r.Queue.Value))
        .With(Array.ConvertAll(records, r => r.Priority.Value))
        .With(Array.ConvertAll(records, r => Ticks.Of(r.NotBefore)))
        .With(Array.ConvertAll(records, r => r.Parent?.Value))
        .With(Array.ConvertAll(records, r => r.Workflow == r.Id ? (Guid?)null : r.Workflow.Value))
        .With(Array.ConvertAll(records, r => Ticks.Of(r.RegisteredAt)))
        .With(Array.ConvertAll(records, r => r.RegisteredBy?.Value))
        .With(Array.ConvertAll(records, r => r.Arguments.ToArray()))
        .With(isColocated);
}
