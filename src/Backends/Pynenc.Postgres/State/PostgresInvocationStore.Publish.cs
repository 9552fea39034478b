using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

internal sealed partial class PostgresInvocationStore
{
    /// <summary>
    /// One statement for the whole batch; what exists already is passed over together with all that belongs to it. Of two that publish the
    /// same new id at once the later one is told of a unique violation, and finds the id when it comes again.
    /// </summary>
    private static readonly SqlText Publish = new(
        """
        WITH new AS MATERIALIZED (
            SELECT nextval('{s}.invocation_number') AS number, CASE WHEN $13 THEN nextval('{s}.entry_place') END AS entry,
                CASE WHEN n.not_before > {now} THEN n.not_before END AS due, n.*
            FROM (SELECT g.* FROM unnest($3::uuid[], $4::text[], $5::text[], $6::float8[], $7::bigint[], $8::uuid[], $9::uuid[], $10::bigint[], $11::uuid[], $12::bytea[])
                WITH ORDINALITY AS g (id, task, queue, priority, not_before, parent, workflow, registered_at, registered_by, arguments, turn)
                WHERE NOT EXISTS (SELECT 1 FROM {s}.invocation i WHERE i.id = g.id AND i.app IS NOT DISTINCT FROM $2) ORDER BY g.turn) n),
        stored AS (
            INSERT INTO {s}.invocation (number, app, id, task, status, was, epoch, sequence, retries, recoveries, changed_at, not_before, routing, entry)
            SELECT number, $2, id, task, 1, 1, 0, 1, 0, 0, registered_at, due, CASE WHEN $13 THEN 0 ELSE 1 END, entry FROM new),
        called AS (
            INSERT INTO {s}.call (number, app, queue, priority, not_before, parent, workflow, registered_at, registered_by, arguments)
            SELECT number, $2, queue, priority, not_before, parent, workflow, registered_at, registered_by, arguments FROM new),
        noted AS (
            INSERT INTO {s}.history (number, sequence, status, at, runner, epoch)
            SELECT number, 1, 1, registered_at, registered_by, 0 FROM new),
        queued AS (
            INSERT INTO {s}.entry (app, queue, rank, place, id, number, visible_at, receipt)
            SELECT $2, queue, CASE WHEN priority = 0 THEN 0 ELSE -priority END, entry, id, number, coalesce(due, 0), 0 FROM new WHERE $13),
        counted AS (
            INSERT INTO {s}.tally (app, task, status, delta) SELECT $2, task, 1, count(*) FROM new GROUP BY task)
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
            database.TellWork();
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
    }
}
