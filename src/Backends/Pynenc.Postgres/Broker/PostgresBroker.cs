using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>A queue in a PostgreSQL table, for every process of every machine. Safe for concurrent use.</summary>
/// <remarks>
/// Higher priority first, first in first out among equals, across all wanted queues; lanes of equal priority are served in turn. A released id, and one whose lease ended,
/// comes back at its old place. Leases and due times go by the server's clock.
/// </remarks>
/// <example>
/// <code>
/// await using var app = PynencApp.Create(o => o.AppId("shop").UsePostgres("Host=localhost;Database=shop;Username=shop"));
/// </code>
/// </example>
public sealed class PostgresBroker : BaseBroker
{
    /// <summary>
    /// One route of an application commits at a time: a place taken earlier and shown later would overtake what others saw before it. What is
    /// published together with its state is not held up by this: its callers have no order among them.
    /// </summary>
    private static readonly SqlText LockRoutes = new("SELECT pg_advisory_xact_lock(hashtext('{s}.route'), $2) WHERE $1::bigint IS NULL OR $2 > 0");

    private static readonly SqlText Insert = new(
        $$"""
        WITH given AS MATERIALIZED (
            SELECT o.queue, o.rank, nextval('{s}.entry_place') AS place, o.id, NULL::bigint AS number,
                CASE WHEN o.not_before > {now} THEN o.not_before ELSE 0 END AS due, o.lane, false AS is_limited
            FROM (SELECT * FROM unnest($3::uuid[], $4::text[], $5::float8[], $6::bigint[], $7::text[]) WITH ORDINALITY AS r (id, queue, rank, not_before, lane, line)
                ORDER BY line) o),
        {{Queueing.From("given", anyLane: "$8")}}
        SELECT 1
        """);

    private static readonly QueueText Receive = new(queues => new SqlText(
        $$"""
        WITH {{Ready.Picked(queues)}},
        held AS (
            UPDATE {s}.entry e SET visible_at = {now} + $5, receipt = nextval('{s}.receipt')
            FROM picked p WHERE e.ctid = p.at RETURNING e.id, e.receipt, p.rank, p.line, p.turn, p.place)
        SELECT id, receipt FROM held ORDER BY rank, line, turn, place
        """));

    private static readonly QueueText Retrieve = new(queues => new SqlText(
        $$"""
        WITH {{Ready.Picked(queues)}}
        DELETE FROM {s}.entry e USING picked p WHERE e.ctid = p.at RETURNING e.id
        """));

    private static readonly SqlText Ack = new(
        "DELETE FROM {s}.entry WHERE app = $2 AND receipt > 0 AND receipt = ANY ($3::bigint[]) AND visible_at > {now}");

    private static readonly SqlText Release = new(
        "UPDATE {s}.entry SET visible_at = 0, receipt = 0 WHERE app = $2 AND receipt > 0 AND receipt = ANY ($3::bigint[]) AND visible_at > 0");

    private static readonly SqlText Delete = new("DELETE FROM {s}.entry WHERE app = $2 AND coalesce($1::bigint, 0) >= 0");

    private static readonly SqlText DeleteLanes = new("DELETE FROM {s}.lane WHERE app = $2 AND coalesce($1::bigint, 0) >= 0");

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);

    private long _forgotAt;
    private int _isDisposed;

    internal PostgresBroker(BackendContext app, PostgresDatabase database)
        : base(app)
    {
        Database = database.Share();
        _forgotAt = app.Time.GetTimestamp();
    }

    /// <inheritdoc/>
    public override BrokerCapabilities Capabilities { get; } = new()
    {
        Priority = true,
        Ageing = true,
        NamedQueues = true,
        Promotion = true,
        Lanes = true,
        NotBefore = true,
        Leases = true,
        Push = true,
        CrossProcess = true,
        Durable = true,
    };

    internal PostgresDatabase Database { get; }

    /// <inheritdoc/>
    public override ValueTask InitializeAsync(CancellationToken cancellationToken) => Database.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await Database.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask RouteInvocationCoreAsync(InvocationId invocationId, CancellationToken cancellationToken) =>
        RouteCoreAsync([new Route(invocationId)], cancellationToken);

    /// <summary>Routes a batch in one step: all of it or nothing.</summary>
    protected override ValueTask RouteInvocationsCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        RouteCoreAsync([.. invocationIds.Select(id => new Route(id))], cancellationToken);

    /// <summary>Routes a batch in one step: all of it or nothing.</summary>
    protected override async ValueTask RouteCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        bool anyLane = routes.Any(r => r.Lane is not null);
        await Database.WriteAsync(
            commands =>
            {
                commands.Add(LockRoutes);
                commands.Add(Insert)
                    .With(routes.Select(r => r.Id.Value).ToArray())
                    .With(routes.Select(r => r.Queue.Value).ToArray())
                    .With(routes.Select(r => Rank(r.Priority)).ToArray())
                    .With(routes.Select(r => Ticks.Of(r.NotBefore)).ToArray())
                    .With(routes.Select(r => r.Lane).ToArray())
                    .With(anyLane);
            },
            cancellationToken).ConfigureAwait(false);
        if (anyLane)
        {
            await ForgetLanesAsync(cancellationToken).ConfigureAwait(false);
        }

        Database.TellWork();
    }

    /// <inheritdoc/>
    protected override async ValueTask<InvocationId?> RetrieveInvocationCoreAsync(CancellationToken cancellationToken)
    {
        var wait = new QueueWait(Database, [], Options.QueueTimeout);
        while (true)
        {
            Task came = Database.Work.Next;
            List<Delivery> found = await Database.ReadAsync(
                commands =>
                {
                    commands.Add(Ready.ShowDue);
                    commands.Add(Retrieve.For([])).With(Array.Empty<string>()).With(1);
                },
                async (rows, token) =>
                {
                    var ids = new List<Delivery>();
                    while (await rows.ReadAsync(token).ConfigureAwait(false))
                    {
                        ids.Add(new Delivery(new InvocationId(rows.GetGuid(0))));
                    }

                    return ids;
                },
                cancellationToken).ConfigureAwait(false);
            if (found.Count > 0)
            {
                return found[0].Id;
            }

            if (!await wait.AgainAsync(came, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<IReadOnlyList<Delivery>> ReceiveCoreAsync(ReceiveRequest request, CancellationToken cancellationToken)
    {
        var wait = new QueueWait(Database, request.Queues, request.MaxWait);
        string[] queues = [.. request.Queues.Select(q => q.Value)];
        while (true)
        {
            Task came = Database.Work.Next;
            List<Delivery> deliveries = await Database.ReadAsync(
                commands =>
                {
                    commands.Add(Ready.ShowDue);
                    commands.Add(Receive.For(queues)).With(queues).With(request.MaxCount).With(request.Lease.Ticks);
                },
                async (rows, token) =>
                {
                    var received = new List<Delivery>();
                    while (await rows.ReadAsync(token).ConfigureAwait(false))
                    {
                        received.Add(new Delivery(new InvocationId(rows.GetGuid(0)), rows.GetInt64(1)));
                    }

                    return received;
                },
                cancellationToken).ConfigureAwait(false);
            if (deliveries.Count > 0 || !await wait.AgainAsync(came, cancellationToken).ConfigureAwait(false))
            {
                return deliveries;
            }
        }
    }

    /// <summary>Removes received ids; one whose lease has ended is visible again and stays.</summary>
    protected override async ValueTask AckCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        await Database.WriteAsync(commands => commands.Add(Ack).With(Receipts(deliveries)), cancellationToken).ConfigureAwait(false);

    /// <summary>Makes received ids visible again, at their old place.</summary>
    protected override async ValueTask ReleaseCoreAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        await Database.WriteAsync(commands => commands.Add(Release).With(Receipts(deliveries)), cancellationToken).ConfigureAwait(false);
        Database.TellWork();
    }

    /// <inheritdoc/>
    protected override ValueTask PromoteCoreAsync(IReadOnlyList<InvocationId> invocationIds, CancellationToken cancellationToken) =>
        Promotion.RunAsync(Database, invocationIds, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask<long> CountInvocationsCoreAsync(CancellationToken cancellationToken) => Waiting.CountAsync(Database, cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask PurgeCoreAsync(CancellationToken cancellationToken) =>
        await Database.WriteAsync(
            commands =>
            {
                commands.Add(Delete);
                commands.Add(DeleteLanes);
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Lower comes first, because an index that runs forward is read forward.</summary>
    internal static double Rank(Priority priority) => priority.Value == 0 ? 0 : -priority.Value;

    /// <summary>Now and then, because a state backend elsewhere has no sweep that does it.</summary>
    private async ValueTask ForgetLanesAsync(CancellationToken cancellationToken)
    {
        long last = Volatile.Read(ref _forgotAt);
        if (App.Time.GetElapsedTime(last) >= ForgetEvery && Interlocked.CompareExchange(ref _forgotAt, App.Time.GetTimestamp(), last) == last)
        {
            await Database.WriteAsync(commands => commands.Add(Queueing.Forget), cancellationToken).ConfigureAwait(false);
        }
    }

    private static long[] Receipts(IReadOnlyList<Delivery> deliveries) => [.. deliveries.Select(d => d.Receipt).Where(r => r > 0)];
}
