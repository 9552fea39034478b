using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>The latest grants of the rate keys of some invocations, under the locks of the keys; never more of a key than its limit.</summary>
internal sealed class RateKeys
{
    /// <summary>Locks the keys in their order; one that is new is entered. Followed by the statement of the grants that may count.</summary>
    private static readonly SqlText Lock = new(
        """
        INSERT INTO {s}.rate AS r (app, key, last, over_at)
        SELECT DISTINCT $2, t.rate_key, 0, 0 FROM unnest($3::uuid[]) AS g (id) JOIN {s}.invocation i ON i.id = g.id AND i.app IS NOT DISTINCT FROM $2
        JOIN {s}.trait t ON t.number = CASE WHEN i.traits IS NOT NULL THEN i.number END WHERE t.rate_key IS NOT NULL ORDER BY 2
        ON CONFLICT (app, key) DO UPDATE SET last = r.last RETURNING key, last
        """);

    private static readonly SqlText FindGrants = new(
        """
        SELECT DISTINCT n.key, n.number, n.at FROM (
            SELECT DISTINCT t.rate_key, t.rate_limit FROM unnest($3::uuid[]) AS g (id) JOIN {s}.invocation i ON i.id = g.id AND i.app IS NOT DISTINCT FROM $2
            JOIN {s}.trait t ON t.number = CASE WHEN i.traits IS NOT NULL THEN i.number END WHERE t.rate_key IS NOT NULL) k
        JOIN {s}.rate r ON r.app = $2 AND r.key = k.rate_key
        JOIN {s}.rate_grant n ON n.app = $2 AND n.key = k.rate_key AND n.number > r.last - k.rate_limit AND n.number <= r.last - k.rate_limit + cardinality($3::uuid[])
        """);

    private static readonly SqlText Insert = new(
        "INSERT INTO {s}.rate_grant (app, key, number, at) SELECT $2, key, number, at FROM unnest($3::text[], $4::bigint[], $5::bigint[]) AS g (key, number, at)");

    private static readonly SqlText Count = new(
        """
        UPDATE {s}.rate r SET last = f.last, over_at = f.over_at FROM (
            SELECT k.at, g.last, g.over_at FROM unnest($3::text[], $4::bigint[], $5::bigint[]) AS g (key, last, over_at)
            CROSS JOIN LATERAL (SELECT ctid AS at FROM {s}.rate WHERE app = $2 AND key = g.key OFFSET 0) k) f WHERE r.ctid = f.at
        """);

    private static readonly SqlText Trim = new(
        """
        DELETE FROM {s}.rate_grant WHERE ctid = ANY (ARRAY (
            SELECT r.at FROM unnest($3::text[], $4::bigint[]) AS g (key, until)
            CROSS JOIN LATERAL (SELECT ctid AS at FROM {s}.rate_grant WHERE app = $2 AND key = g.key AND number <= g.until OFFSET 0) r))
        """);

    private static readonly SqlText RemoveOver = new(
        """
        WITH gone AS (
            DELETE FROM {s}.rate WHERE ctid = ANY (ARRAY (
                SELECT ctid FROM {s}.rate WHERE app = $2 AND over_at <= {now} LIMIT $3 FOR UPDATE SKIP LOCKED)) RETURNING key)
        DELETE FROM {s}.rate_grant r USING gone g WHERE r.app = $2 AND r.key = g.key
        """);

    private readonly Dictionary<string, Key> _keys = [];

    /// <summary>Adds the statements that lock and read; their rows are read in this order.</summary>
    public static void AddLock(Commands commands, Guid[] ids)
    {
        commands.Add(Lock).With(ids);
        commands.Add(FindGrants).With(ids);
    }

    /// <summary>Adds the statement that forgets rates that hold nobody back any more.</summary>
    public static void AddRemoveOver(Commands commands, int limit) => commands.Add(RemoveOver).With(limit);

    /// <summary>Reads the rows of the two statements; the reader stands at the first, and at the end behind the second.</summary>
    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _keys[rows.GetString(0)] = new Key(rows.GetInt64(1));
        }

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _keys[rows.GetString(0)].Grants[rows.GetInt64(1)] = rows.GetInt64(2);
        }
    }

    /// <summary>When the next is let go.</summary>
    public long Next(RateLimit rate, long now)
    {
        Key key = _keys[rate.Key];
        return key.Grants.TryGetValue(key.Last + 1 - rate.Limit, out long oldest) ? Math.Max(now, oldest + rate.Period.Ticks) : now;
    }

    /// <summary>Notes a grant.</summary>
    public void Grant(RateLimit rate, long at)
    {
        Key key = _keys[rate.Key];
        key.Grants[++key.Last] = at;
        key.Added.Add(key.Last);
        key.OverAt = at + rate.Period.Ticks;
        key.TrimTo = key.Last - rate.Limit;
    }

    /// <summary>Adds the statements that store what was granted.</summary>
    public void AddTo(Commands commands)
    {
        (string Name, Key Key)[] granted = [.. _keys.Where(k => k.Value.Added.Count > 0).Select(k => (k.Key, k.Value))];
        if (granted.Length == 0)
        {
            return;
        }

        (string Name, long Number, long At)[] grants = [.. granted.SelectMany(k => k.Key.Added.Select(number => (k.Name, number, k.Key.Grants[number])))];
        commands.Add(Insert).With(Array.ConvertAll(grants, g => g.Name)).With(Array.ConvertAll(grants, g => g.Number)).With(Array.ConvertAll(grants, g => g.At));
        commands.Add(Count)
            .With(Array.ConvertAll(granted, k => k.Name)).With(Array.ConvertAll(granted, k => k.Key.Last)).With(Array.ConvertAll(granted, k => k.Key.OverAt));
        commands.Add(Trim).With(Array.ConvertAll(granted, k => k.Name)).With(Array.ConvertAll(granted, k => k.Key.TrimTo));
    }

    private sealed class Key(long last)
    {
        public long Last { get; set; } = last;

        public long OverAt { get; set; }

        public long TrimTo { get; set; }

        public Dictionary<long, long> Grants { get; } = [];

        public List<long> Added { get; } = [];
    }
}
