using Npgsql;

namespace Pynenc.Postgres;

/// <summary>Looks for a way from what is waited for back to the waiter, along the edges of paused invocations.</summary>
internal sealed class WaitCycle(PostgresDatabase database, NpgsqlConnection connection, long waiter)
{
    private static readonly SqlText AnyInto = new("SELECT EXISTS (SELECT 1 FROM {s}.edge WHERE waited = $3)");

    /// <summary>Edges of the named waiters that are paused, or of all of them.</summary>
    private static readonly SqlText From = new(
        """
        SELECT e.waiter, e.waited FROM {s}.edge e JOIN {s}.invocation i ON i.number = e.waiter
        WHERE e.waiter = ANY ($3::bigint[]) AND ($4 OR i.status = 9)
        """);

    private static readonly SqlText Ids = new("SELECT number, id FROM {s}.invocation WHERE number = ANY ($3::bigint[])");

    /// <summary>The cycle the new wait would close, beginning with the waiter; empty when there is none.</summary>
    /// <param name="waited">What the waiter is about to wait for.</param>
    /// <param name="withEarlier">True when its earlier edges count again.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public async ValueTask<IReadOnlyList<InvocationId>> FindAsync(long[] waited, bool withEarlier, CancellationToken cancellationToken)
    {
        // Maps each invocation reached to the one that waits for it.
        var reachedFrom = new Dictionary<long, long>();
        foreach (long node in waited)
        {
            reachedFrom.TryAdd(node, waiter);
        }

        // Without a wait for the waiter there is no way back, and most waits end here.
        bool any = reachedFrom.ContainsKey(waiter) || await ReadAsync(
            commands => commands.Add(AnyInto).With(waiter),
            async (rows, token) => await rows.ReadAsync(token).ConfigureAwait(false) && rows.GetBoolean(0),
            cancellationToken).ConfigureAwait(false);
        if (!any)
        {
            return [];
        }

        if (withEarlier)
        {
            await ReachAsync([waiter], isAny: true, reachedFrom, cancellationToken).ConfigureAwait(false);
        }

        long[] frontier = [.. reachedFrom.Keys];
        while (frontier.Length > 0 && !reachedFrom.ContainsKey(waiter))
        {
            frontier = await ReachAsync(frontier, isAny: false, reachedFrom, cancellationToken).ConfigureAwait(false);
        }

        return reachedFrom.ContainsKey(waiter) ? await PathAsync(reachedFrom, cancellationToken).ConfigureAwait(false) : [];
    }

    /// <returns>The invocations reached for the first time.</returns>
    private ValueTask<long[]> ReachAsync(long[] from, bool isAny, Dictionary<long, long> reachedFrom, CancellationToken cancellationToken) => ReadAsync(
        commands => commands.Add(From).With(from).With(isAny),
        async (rows, token) =>
        {
            var reached = new List<long>();
            while (await rows.ReadAsync(token).ConfigureAwait(false))
            {
                if (reachedFrom.TryAdd(rows.GetInt64(1), rows.GetInt64(0)))
                {
                    reached.Add(rows.GetInt64(1));
                }
            }

            return reached.ToArray();
        },
        cancellationToken);

    private async ValueTask<IReadOnlyList<InvocationId>> PathAsync(Dictionary<long, long> reachedFrom, CancellationToken cancellationToken)
    {
        var path = new List<long>();
        long node = waiter;
        do
        {
            node = reachedFrom[node];
            path.Add(node);
        }
        while (node != waiter);

        path.Reverse();
        Dictionary<long, InvocationId> ids = await ReadAsync(
            commands => commands.Add(Ids).With(path.ToArray()),
            async (rows, token) =>
            {
                var found = new Dictionary<long, InvocationId>();
                while (await rows.ReadAsync(token).ConfigureAwait(false))
                {
                    found[rows.GetInt64(0)] = new InvocationId(rows.GetGuid(1));
                }

                return found;
            },
            cancellationToken).ConfigureAwait(false);
        return [.. path.Select(n => ids[n])];
    }

    private async ValueTask<T> ReadAsync<T>(
        Action<Commands> add, Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            add(commands);
            NpgsqlDataReader rows = await commands.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                return await read(rows, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
