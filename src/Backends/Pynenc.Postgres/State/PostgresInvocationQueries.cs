using System.Text;
using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Answers questions, each by an index.</summary>
internal sealed class PostgresInvocationQueries(PostgresDatabase database) : InvocationQueries
{
    private static readonly SqlText Get = new($"SELECT {InvocationRows.Columns} {InvocationRows.Source} WHERE i.id = $3 AND i.app IS NOT DISTINCT FROM $2");

    private static readonly SqlText GetOutcomes = new(
        """
        SELECT i.id, i.status, i.reason, o.payload FROM {s}.invocation i LEFT JOIN {s}.outcome o ON o.number = i.number
        WHERE i.id = ANY ($3::uuid[]) AND i.app IS NOT DISTINCT FROM $2
        """);

    private static readonly SqlText GetHistory = new(
        $"SELECT {HistoryRows.Columns} FROM {{s}}.invocation i JOIN {{s}}.history h ON h.number = i.number WHERE i.id = $3 AND i.app IS NOT DISTINCT FROM $2 ORDER BY h.sequence");

    private static readonly SqlText Count = new(
        "SELECT task, status, sum(delta)::bigint FROM {s}.tally WHERE app = $2 GROUP BY task, status HAVING sum(delta) > 0");

    private static readonly SqlText PageOfChildren = new(
        $$"""
        SELECT {{InvocationRows.Columns}} {{InvocationRows.Source}}
        WHERE c.app = $2 AND c.parent = $5 AND c.number > $3 AND ($6::text IS NULL OR i.task = $6) AND ($7::smallint IS NULL OR i.status = $7)
        ORDER BY c.number LIMIT $4
        """);

    /// <summary>A merge of the few ranges of one index that the counters say are not empty, so that transitions pay for one index instead of three.</summary>
    /// <remarks>Rows are compared as wholes, so that the order is that of the index and of no other: by number alone all rows might be walked through.</remarks>
    private static readonly SqlText PageOfRanges = new(
        $$"""
        SELECT {{InvocationRows.Columns}} FROM (
            SELECT n.number FROM (SELECT DISTINCT task, status FROM {s}.tally
                WHERE app = $2 AND ($5::text IS NULL OR task = $5) AND ($6::smallint IS NULL OR status = $6)) r
            CROSS JOIN LATERAL (
                SELECT number FROM {s}.invocation
                WHERE app = $2 AND (task, status, number) > (r.task, r.status, $3) AND (task, status) <= (r.task, r.status)
                ORDER BY task, status, number LIMIT $4) n
            ORDER BY n.number LIMIT $4) page
        JOIN {s}.invocation i ON i.number = page.number JOIN {s}.call c ON c.number = i.number {{InvocationRows.Traits}}
        """);

    /// <summary>Bytes are compared as if they were Latin letters, so that nothing in them is an error; the text goes the same way.</summary>
    private static readonly SqlText PageOfMatches = new(
        $$"""
        SELECT {{InvocationRows.Columns}} {{InvocationRows.Source}}
        WHERE c.app = $2 AND c.number > $3 AND ($5::text IS NULL OR i.task = $5) AND ($6::smallint IS NULL OR i.status = $6)
            AND ($7::uuid IS NULL OR c.parent = $7) AND ($8::uuid IS NULL OR coalesce(c.workflow, i.id) = $8)
            AND ($9::bigint IS NULL OR c.registered_at >= $9) AND ($10::bigint IS NULL OR c.registered_at < $10)
            AND ($11::bytea IS NULL OR strpos(lower(convert_from(c.arguments, 'LATIN1')), lower(convert_from($11, 'LATIN1'))) > 0
                OR strpos(lower(convert_from(convert_to(coalesce(i.reason, ''), 'UTF8'), 'LATIN1')), lower(convert_from($11, 'LATIN1'))) > 0)
        ORDER BY c.number LIMIT $4
        """);

    private static readonly SqlText GetHolders = new(
        """
        SELECT i.id FROM {s}.slot s JOIN {s}.invocation i ON i.number = s.number
        WHERE s.app = $2 AND s.key = $3 AND s.waits = false ORDER BY s.rank, s.number
        """);

    private static readonly SqlText CountWaiting = new("SELECT count(*) FROM {s}.slot s WHERE s.app = $2 AND s.key = $3 AND s.waits = true");

    private DateTimeOffset Now => database.App.Time.GetUtcNow();

    protected override ValueTask<InvocationState?> GetCoreAsync(InvocationId id, CancellationToken cancellationToken) => database.ReadAsync(
        commands => commands.Add(Get).With(id.Value),
        async (rows, token) => await rows.ReadAsync(token).ConfigureAwait(false) ? InvocationRows.State(rows, Now) : null,
        cancellationToken);

    protected override async ValueTask<IReadOnlyList<InvocationOutcome>> GetOutcomesCoreAsync(
        IReadOnlyList<InvocationId> ids, CancellationToken cancellationToken)
    {
        Dictionary<InvocationId, InvocationOutcome> found = await database.ReadAsync(
            commands => commands.Add(GetOutcomes).With(ids.Select(i => i.Value).ToArray()),
            async (rows, token) =>
            {
                var outcomes = new Dictionary<InvocationId, InvocationOutcome>();
                while (await rows.ReadAsync(token).ConfigureAwait(false))
                {
                    // The cast keeps null apart from empty: of an array that is null would become memory that is empty.
                    var id = new InvocationId(rows.GetGuid(0));
                    ReadOnlyMemory<byte>? payload = rows.IsDBNull(3) ? null : (ReadOnlyMemory<byte>?)rows.GetFieldValue<byte[]>(3);
                    outcomes[id] = new InvocationOutcome(id, (InvocationStatus)rows.GetInt16(1), payload, rows.TextOrNull(2));
                }

                return outcomes;
            },
            cancellationToken).ConfigureAwait(false);
        return [.. ids.Where(found.ContainsKey).Select(id => found[id])];
    }

    protected override async ValueTask<IReadOnlyList<HistoryEntry>> GetHistoryCoreAsync(InvocationId id, CancellationToken cancellationToken) =>
        await database.ReadAsync(commands => commands.Add(GetHistory).With(id.Value), HistoryRows.ReadAsync, cancellationToken).ConfigureAwait(false);

    protected override ValueTask<IReadOnlyList<StatusCount>> CountCoreAsync(CancellationToken cancellationToken) => database.ReadAsync(
        commands => commands.Add(Count),
        async (rows, token) =>
        {
            var counts = new List<StatusCount>();
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                counts.Add(new StatusCount(new TaskId(rows.GetString(0)), (InvocationStatus)rows.GetInt16(1), rows.GetInt64(2)));
            }

            return (IReadOnlyList<StatusCount>)counts;
        },
        cancellationToken);

    protected override ValueTask<InvocationPage> PageCoreAsync(
        InvocationFilter filter, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        commands => AddPage(commands, filter, after, limit + 1),
        async (rows, token) =>
        {
            var items = new List<InvocationState>();
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                items.Add(InvocationRows.State(rows, Now));
            }

            // One more than wanted tells whether there is a next page.
            items.Sort(static (left, right) => left.Number.CompareTo(right.Number));
            bool isMore = items.Count > limit;
            return new InvocationPage(isMore ? items[..limit] : items, isMore ? items[limit - 1].Number : null);
        },
        cancellationToken);

    protected override ValueTask<ConcurrencyState> GetConcurrencyCoreAsync(string key, CancellationToken cancellationToken) => database.ReadAsync(
        commands =>
        {
            commands.Add(GetHolders).With(key);
            commands.Add(CountWaiting).With(key);
        },
        async (rows, token) =>
        {
            var holders = new List<InvocationId>();
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                holders.Add(new InvocationId(rows.GetGuid(0)));
            }

            await rows.NextResultAsync(token).ConfigureAwait(false);
            await rows.ReadAsync(token).ConfigureAwait(false);
            return new ConcurrencyState(key, holders, rows.GetInt64(0));
        },
        cancellationToken);

    private static void AddPage(Commands commands, InvocationFilter filter, long after, int limit)
    {
        short? status = (short?)filter.Status;
        string? task = filter.Task?.Value;
        if (filter is not { Workflow: null, RegisteredFrom: null, RegisteredBefore: null, Text: null })
        {
            byte[]? text = filter.Text is null ? null : Encoding.UTF8.GetBytes(filter.Text);
            commands.Add(PageOfMatches).With(after).With(limit).With(task).With(status).With(filter.Parent?.Value).With(filter.Workflow?.Value)
                .With(Ticks.Of(filter.RegisteredFrom)).With(Ticks.Of(filter.RegisteredBefore)).With(text);
        }
        else if (filter.Parent is { } parent)
        {
            commands.Add(PageOfChildren).With(after).With(limit).With(parent.Value).With(task).With(status);
        }
        else
        {
            commands.Add(PageOfRanges).With(after).With(limit).With(task).With(status);
        }
    }
}
