using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

internal sealed partial class PostgresInvocationStore
{
    /// <summary>One statement for the whole batch; what exists already is passed over together with all that belongs to it.</summary>
    private static readonly SqlText Publish = new(
        """
        WITH given AS MATERIALIZED (
            SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::float8[], $7::bigint[], $8::uuid[], $9::uuid[], $10::bigint[], $11::uuid[], $12::bytea[])
            WITH ORDINALITY AS g (id, task, queue, priority, not_before, parent, workflow, registered_at, registered_by, arguments, turn)),
        new AS (
            INSERT INTO {s}.invocation (number, app, id, task, status, epoch, sequence, retries, recoveries, changed_at, not_before, routing, entry)
            SELECT nextval('{s}.invocation_number'), $2, id, task, 1, 0, 1, 0, 0, registered_at,
                CASE WHEN not_before > {now} THEN not_before END, CASE WHEN $13 THEN 0 ELSE 1 END, CASE WHEN $13 THEN nextval('{s}.entry_place') END
            FROM (SELECT * FROM given ORDER BY turn) ordered
            ON CONFLICT (app, id) DO NOTHING RETURNING number, id, entry, not_before),
        called AS (
            INSERT INTO {s}.call (number, app, queue, priority, not_before, parent, workflow, registered_at, registered_by, arguments)
            SELECT n.number, $2, g.queue, g.priority, g.not_before, g.parent, g.workflow, g.registered_at, g.registered_by, g.arguments
            FROM new n JOIN given g USING (id)),
        noted AS (
            INSERT INTO {s}.history (number, sequence, status, at, runner, epoch)
            SELECT n.number, 1, 1, g.registered_at, g.registered_by, 0 FROM new n JOIN given g USING (id)),
        queued AS (
            INSERT INTO {s}.entry (app, queue, rank, place, id, number, visible_at, receipt)
            SELECT $2, g.queue, CASE WHEN g.priority = 0 THEN 0 ELSE -g.priority END, n.entry, n.id, n.number, coalesce(n.not_before, 0), 0
            FROM new n JOIN given g USING (id) WHERE $13),
        counted AS (
            INSERT INTO {s}.tally (app, task, status, delta) SELECT $2, g.task, 1, count(*) FROM new n JOIN given g USING (id) GROUP BY g.task)
        SELECT id FROM new
        """);

    protected override async ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(
        IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        // The first of several with one id counts, as if they came one after the other.
        InvocationRecord[] distinct = records.Count == 1 ? [records[0]] : [.. records.DistinctBy(r => r.Id)];
        HashSet<Guid> published = await database.ReadAsync(commands => AddPublish(commands, distinct), ReadIdsAsync, cancellationToken).ConfigureAwait(false);
        if (published.Count > 0 && mode.IsColocated)
        {
            database.Work.Pulse();
        }

        var outcomes = new PublishOutcome[records.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = new PublishOutcome(published.Remove(records[i].Id.Value) ? PublishResult.Published : PublishResult.Existing, records[i].Id);
        }

        return outcomes;
    }

    private static async ValueTask<HashSet<Guid>> ReadIdsAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            ids.Add(rows.GetGuid(0));
        }

        return ids;
    }

    private void AddPublish(Commands commands, InvocationRecord[] records)
    {
        commands.Add(Publish)
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
            .With(mode.IsColocated);
        TransitionText.AddReferences(commands, [.. records.SelectMany(r => r.Contents.Select(key => (r.Id, key)))]);
        if (mode.IsColocated)
        {
            PostgresBroker.AddNotice(commands, database);
        }
    }
}
