using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>The slots of the concurrency keys of some invocations, under the locks of the keys: who holds one, and who waits for one.</summary>
/// <remarks>
/// A key is locked before any invocation of it, by whoever claims or ends one: so no two transactions take the last slot, and a slot never
/// comes free beside one that lines up. A key has a row while a slot is held. Nobody waits under a key without one: the step that frees the
/// last slot hands it on.
/// </remarks>
internal sealed class SlotKeys
{
    private const string Named =
        """
        unnest($3::uuid[]) AS g (id) JOIN {s}.invocation i ON i.id = g.id AND i.app IS NOT DISTINCT FROM $2
        JOIN {s}.trait t ON t.number = CASE WHEN i.traits IS NOT NULL THEN i.number END
        """;

    /// <summary>
    /// Locks the keys in their order. One that is new is entered, by who gives back as well: what is not there cannot be locked, and a claim
    /// could take its first slot before the rows are locked.
    /// </summary>
    private static readonly SqlText Lock = new(
        $$"""
        INSERT INTO {s}.slots AS k (app, key, held)
        SELECT DISTINCT $2, t.slot_key, 0 FROM {{Named}} WHERE t.slot_key IS NOT NULL ORDER BY 2
        ON CONFLICT (app, key) DO UPDATE SET held = k.held RETURNING key, held
        """);

    private static readonly SqlText FindHolders = new(
        $$"""
        SELECT s.number FROM {{Named}}
        JOIN {s}.slot s ON s.app = $2 AND s.key = t.slot_key AND s.waits = false AND s.rank = 0 AND s.number = i.number
        """);

    private static readonly SqlText FindLine = new(
        $$"""
        SELECT n.slot_key, l.rank, l.number, l.most, i.id FROM (SELECT DISTINCT t.slot_key FROM {{Named}} WHERE t.slot_key IS NOT NULL) n
        CROSS JOIN LATERAL (
            SELECT s.rank, s.number, s.most FROM {s}.slot s WHERE s.app = $2 AND s.key = n.slot_key AND s.waits = true
            ORDER BY s.rank, s.number LIMIT $4) l
        JOIN {s}.invocation i ON i.number = l.number
        """);

    private static readonly SqlText Insert = new(
        """
        INSERT INTO {s}.slot (app, key, waits, rank, number, most)
        SELECT $2, * FROM unnest($3::text[], $4::boolean[], $5::float8[], $6::bigint[], $7::int[])
        """);

    private static readonly SqlText Delete = new(
        """
        DELETE FROM {s}.slot WHERE ctid = ANY (ARRAY (
            SELECT s.at FROM unnest($3::text[], $4::boolean[], $5::float8[], $6::bigint[]) AS g (key, waits, rank, number) CROSS JOIN LATERAL (
                SELECT ctid AS at FROM {s}.slot WHERE app = $2 AND key = g.key AND waits = g.waits AND rank = g.rank AND number = g.number OFFSET 0) s))
        """);

    private static readonly SqlText WriteHeld = new(
        """
        UPDATE {s}.slots k SET held = f.held FROM (
            SELECT s.at, g.held FROM unnest($3::text[], $4::bigint[]) AS g (key, held)
            CROSS JOIN LATERAL (SELECT ctid AS at FROM {s}.slots WHERE app = $2 AND key = g.key OFFSET 0) s) f WHERE k.ctid = f.at
        """);

    private static readonly SqlText RemoveKeys = new("DELETE FROM {s}.slots WHERE app = $2 AND key = ANY ($3::text[])");

    private readonly Dictionary<string, Key> _keys = [];
    private readonly HashSet<long> _holders = [];
    private readonly HashSet<Slot> _added = [];
    private readonly HashSet<Slot> _removed = [];

    /// <summary>The first in each line, as far as they were read.</summary>
    public IEnumerable<InvocationId> InLine => _keys.Values.SelectMany(k => k.Line.Select(w => w.Id));

    /// <summary>True when a line was read in part and the rest of it may get slots too: all is to be decided again, with more of it.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Adds the statements that lock and read for a claim; their rows are read in this order.</summary>
    public static void AddLockForClaim(Commands commands, Guid[] ids)
    {
        commands.Add(Lock).With(ids);
        commands.Add(FindHolders).With(ids);
    }

    /// <summary>Adds the statements that lock and read for steps that may give slots back; their rows are read in this order.</summary>
    public static void AddLockForEnd(Commands commands, Guid[] ids, int line)
    {
        commands.Add(Lock).With(ids);
        commands.Add(FindHolders).With(ids);
        commands.Add(FindLine).With(ids).With(line);
    }

    /// <summary>Reads keys and holders; the reader stands at the first, and at the end behind the second.</summary>
    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _keys[rows.GetString(0)] = new Key(rows.GetInt64(1));
        }

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _holders.Add(rows.GetInt64(0));
        }
    }

    /// <summary>Reads the lines.</summary>
    public async ValueTask ReadLinesAsync(NpgsqlDataReader rows, int line, CancellationToken cancellationToken)
    {
        var waiters = new List<(string Key, Waiter Waiter)>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            waiters.Add((rows.GetString(0), new Waiter(rows.GetDouble(1), rows.GetInt64(2), rows.GetInt32(3), new InvocationId(rows.GetGuid(4)))));
        }

        foreach ((string key, Waiter waiter) in waiters.OrderBy(w => w.Waiter.Rank).ThenBy(w => w.Waiter.Number))
        {
            if (_keys.TryGetValue(key, out Key? found))
            {
                found.Line.AddLast(waiter);
                found.IsCut = found.Line.Count == line;
            }
        }
    }

    /// <summary>Takes a slot, or lines up for one.</summary>
    /// <returns>False when all are taken.</returns>
    public bool TryTake(ConcurrencyLimit limit, long number, Priority priority)
    {
        Key key = _keys[limit.Key];
        if (_holders.Contains(number))
        {
            return true;
        }

        if (key.Held < limit.Limit)
        {
            Hold(limit.Key, key, number, limit.Limit);
            return true;
        }

        if (limit.WhenBlocked == BlockedAction.Wait)
        {
            Add(new Slot(limit.Key, IsWaiting: true, PostgresBroker.Rank(priority), number, limit.Limit));
        }

        return false;
    }

    /// <summary>Leaves the line.</summary>
    public void Leave(ConcurrencyLimit limit, long number, Priority priority)
    {
        Remove(new Slot(limit.Key, IsWaiting: true, PostgresBroker.Rank(priority), number, limit.Limit));
        if (_keys.TryGetValue(limit.Key, out Key? key) && key.Line.FirstOrDefault(w => w.Number == number) is { } waiter)
        {
            key.Line.Remove(waiter);
        }
    }

    /// <summary>Gives a slot back. Harmless for one that holds none.</summary>
    public void GiveBack(ConcurrencyLimit limit, long number)
    {
        if (_holders.Remove(number))
        {
            Remove(new Slot(limit.Key, IsWaiting: false, Rank: 0, number, limit.Limit));
            _keys[limit.Key].Held--;
        }
    }

    /// <summary>Hands a free slot to the next in line, if its limit leaves one for it.</summary>
    public InvocationId? HandOn(string name)
    {
        if (!_keys.TryGetValue(name, out Key? key))
        {
            return null;
        }

        if (key.Line.First?.Value is not { } next)
        {
            IsShort |= key.IsCut;
            return null;
        }

        if (key.Held >= next.Most)
        {
            return null;
        }

        key.Line.RemoveFirst();
        Remove(new Slot(name, IsWaiting: true, next.Rank, next.Number, next.Most));
        Hold(name, key, next.Number, next.Most);
        return next.Id;
    }

    /// <summary>Adds the statements that store it, when there is something to store.</summary>
    public void AddTo(Commands commands)
    {
        if (_removed.Count > 0)
        {
            Slot[] slots = [.. _removed];
            commands.Add(Delete).With(Array.ConvertAll(slots, s => s.Key)).With(Array.ConvertAll(slots, s => s.IsWaiting))
                .With(Array.ConvertAll(slots, s => s.Rank)).With(Array.ConvertAll(slots, s => s.Number));
        }

        if (_added.Count > 0)
        {
            Slot[] slots = [.. _added];
            commands.Add(Insert).With(Array.ConvertAll(slots, s => s.Key)).With(Array.ConvertAll(slots, s => s.IsWaiting))
                .With(Array.ConvertAll(slots, s => s.Rank)).With(Array.ConvertAll(slots, s => s.Number)).With(Array.ConvertAll(slots, s => s.Most));
        }

        (string Name, long Held)[] changed = [.. _keys.Where(k => k.Value.Held > 0 && k.Value.Held != k.Value.Found).Select(k => (k.Key, k.Value.Held))];
        if (changed.Length > 0)
        {
            commands.Add(WriteHeld).With(Array.ConvertAll(changed, c => c.Name)).With(Array.ConvertAll(changed, c => c.Held));
        }

        string[] unused = [.. _keys.Where(k => k.Value.Held == 0).Select(k => k.Key)];
        if (unused.Length > 0)
        {
            commands.Add(RemoveKeys).With(unused);
        }
    }

    private void Hold(string name, Key key, long number, int most)
    {
        Add(new Slot(name, IsWaiting: false, Rank: 0, number, most));
        _holders.Add(number);
        key.Held++;
    }

    /// <summary>What is added and removed in one step is neither.</summary>
    private void Add(Slot slot)
    {
        if (!_removed.Remove(slot))
        {
            _added.Add(slot);
        }
    }

    private void Remove(Slot slot)
    {
        if (!_added.Remove(slot))
        {
            _removed.Add(slot);
        }
    }

    private readonly record struct Slot(string Key, bool IsWaiting, double Rank, long Number, int Most);

    private sealed record Waiter(double Rank, long Number, int Most, InvocationId Id);

    private sealed class Key(long held)
    {
        public long Found { get; } = held;

        public long Held { get; set; } = held;

        public LinkedList<Waiter> Line { get; } = [];

        public bool IsCut { get; set; }
    }
}
