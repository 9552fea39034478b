namespace Pynenc.SQLite;

/// <summary>Limits of concurrency and rates, reservations, lanes and promotion in the queue, removal of what has ended.</summary>
/// <remarks>
/// Most invocations have none of these, so they cost them a byte: <c>traits</c>, the bits of <see cref="Traits"/>, says what else to
/// look for in <c>trait</c>. A key has a row in <c>slots</c> while somebody holds one of its slots; who holds and who waits is in
/// <c>slot</c>, where <c>rank</c> is the priority, negated, and <c>most</c> the limit of the one that waits. <c>grant</c> keeps as many
/// of a rate's latest grants as its limit counts. <c>routing</c> is 3 while an invocation waits for a slot.
/// An entry's <c>turn</c> is its number where its queue and rank have no lanes. One that stands elsewhere than its invocation's priority
/// and its number say, in a lane or promoted, has no <c>invocation</c>, and so is found by its id; <c>lane</c> keeps each lane's last turn,
/// <c>turn</c> the one served last.
/// The conditions of the indexes avoid <c>IN</c>: SQLite builds a table for a longer list, each time a row is written.
/// No later one was registered more than <c>registered_lag</c> earlier than one before it, by the clocks of their callers; so a time
/// is found by bisection, without an index.
/// </remarks>
internal static class Migration0002
{
    public static Migration Step { get; } = new(2, Sql);

    private const string Sql =
        """
        ALTER TABLE {invocation} ADD COLUMN traits INTEGER;
        DROP INDEX {invocation.stranded};
        CREATE INDEX {invocation.stranded} ON {invocation} (status) WHERE routing = 0 AND (status = 2 OR status = 6 OR status = 8 OR status = 11);
        CREATE INDEX {invocation.ended} ON {invocation} (status, changed_at) WHERE status = 3 OR (status >= 13 AND status <> 16);
        CREATE INDEX {call.by_workflow} ON {call} (workflow) WHERE workflow IS NOT NULL;

        CREATE TABLE {trait} (
            number INTEGER PRIMARY KEY, lane TEXT, slot_key TEXT, slot_limit INTEGER, when_blocked INTEGER, rate_key TEXT,
            rate_limit INTEGER, rate_period INTEGER, granted INTEGER, reservation_key TEXT, reservation_end INTEGER, keep_for INTEGER);

        CREATE TABLE {slots} (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, held INTEGER NOT NULL);
        CREATE TABLE {slot} (
            slots INTEGER NOT NULL, waits INTEGER NOT NULL, rank REAL NOT NULL, invocation INTEGER NOT NULL, most INTEGER NOT NULL,
            PRIMARY KEY (slots, waits, rank, invocation)) WITHOUT ROWID;

        CREATE TABLE {rate} (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, last INTEGER NOT NULL, over_at INTEGER NOT NULL);
        CREATE INDEX {rate.by_time} ON {rate} (over_at);
        CREATE TABLE {grant} (rate INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (rate, number)) WITHOUT ROWID;

        CREATE TABLE {reservation} (key TEXT PRIMARY KEY, invocation INTEGER NOT NULL, until INTEGER) WITHOUT ROWID;
        CREATE INDEX {reservation.by_time} ON {reservation} (until) WHERE until IS NOT NULL;

        ALTER TABLE {ready} RENAME TO {ready.old};
        CREATE TABLE {ready} (
            queue INTEGER NOT NULL, rank REAL NOT NULL, turn INTEGER NOT NULL, number INTEGER NOT NULL, id BLOB NOT NULL, invocation INTEGER,
            PRIMARY KEY (queue, rank, turn, number)) WITHOUT ROWID;
        INSERT INTO {ready} SELECT queue, rank, number, number, id, invocation FROM {ready.old};
        DROP TABLE {ready.old};
        CREATE INDEX {ready.by_id} ON {ready} (id) WHERE invocation IS NULL;
        ALTER TABLE {held} ADD COLUMN lane TEXT;
        ALTER TABLE {held} ADD COLUMN turn INTEGER;
        CREATE TABLE {lane} (
            queue INTEGER NOT NULL, rank REAL NOT NULL, name TEXT NOT NULL, turn INTEGER NOT NULL, PRIMARY KEY (queue, rank, name)) WITHOUT ROWID;
        CREATE TABLE {turn} (queue INTEGER NOT NULL, rank REAL NOT NULL, served INTEGER NOT NULL, PRIMARY KEY (queue, rank)) WITHOUT ROWID;

        ALTER TABLE {ledger} ADD COLUMN lanes INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE {ledger} ADD COLUMN latest_registered INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE {ledger} ADD COLUMN registered_lag INTEGER NOT NULL DEFAULT 0;
        UPDATE {ledger} SET
            latest_registered = coalesce((SELECT max(registered_at) FROM {call}), 0),
            registered_lag = coalesce((SELECT max(latest - registered_at) FROM (
                SELECT registered_at, max(registered_at) OVER (ORDER BY number) AS latest FROM {call})), 0);
        """;
}
