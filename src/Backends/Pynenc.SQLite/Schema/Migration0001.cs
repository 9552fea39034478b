namespace Pynenc.SQLite;

/// <summary>The first schema.</summary>
/// <remarks>
/// Ids are 16 bytes, most significant first; times are ticks of 100 ns since the year 1, UTC; statuses are the numbers of
/// <see cref="InvocationStatus"/>. What changes with every status stands alone in <c>invocation</c>, so that a transition
/// rewrites some sixty bytes; what never changes is in <c>call</c>.
/// <c>routing</c> is 0 when the queue of this database has it or nobody needs to route it, 1 when it is to be routed, 2 when it
/// was routed. <c>entry</c> is the number of its entry in the queue of this database, while it is available. An entry is in <c>ready</c> when it can be received, in <c>held</c> when it was received or is not due.
/// </remarks>
internal static class Migration0001
{
    public static Migration Step { get; } = new(1, Sql);

    private const string Sql =
        """
        CREATE TABLE {ledger} (
            generation INTEGER NOT NULL, last_invocation INTEGER NOT NULL, last_entry INTEGER NOT NULL,
            last_receipt INTEGER NOT NULL, last_settled INTEGER NOT NULL, ready INTEGER NOT NULL, colocated INTEGER);
        INSERT INTO {ledger} VALUES (1, 0, 0, 0, 0, 0, NULL);

        CREATE TABLE {task} (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
        CREATE TABLE {queue} (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
        CREATE TABLE {runner} (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, kind TEXT, host TEXT, process_id INTEGER,
            slots INTEGER, started_at INTEGER, lease_until INTEGER);
        CREATE INDEX {runner.by_lease} ON {runner} (lease_until) WHERE lease_until IS NOT NULL;

        CREATE TABLE {invocation} (
            number INTEGER PRIMARY KEY, id BLOB NOT NULL, task INTEGER NOT NULL, status INTEGER NOT NULL, owner INTEGER,
            epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, retries INTEGER NOT NULL, recoveries INTEGER NOT NULL,
            changed_at INTEGER NOT NULL, not_before INTEGER, routing INTEGER NOT NULL, entry INTEGER, reason TEXT);
        CREATE UNIQUE INDEX {invocation.by_id} ON {invocation} (id);
        CREATE INDEX {invocation.by_task} ON {invocation} (task, status);
        CREATE INDEX {invocation.by_owner} ON {invocation} (owner) WHERE owner IS NOT NULL;
        CREATE INDEX {invocation.stranded} ON {invocation} (status) WHERE status IN (2, 6, 8, 11);
        CREATE INDEX {invocation.unrouted} ON {invocation} (changed_at) WHERE routing = 1 AND not_before IS NULL;
        CREATE INDEX {invocation.unrouted_due} ON {invocation} (not_before) WHERE routing = 1 AND not_before IS NOT NULL;
        CREATE INDEX {invocation.routed} ON {invocation} (changed_at) WHERE routing = 2;

        CREATE TABLE {call} (
            number INTEGER PRIMARY KEY, queue INTEGER NOT NULL, priority REAL NOT NULL, not_before INTEGER, parent BLOB,
            workflow BLOB, registered_at INTEGER NOT NULL, registered_by INTEGER, arguments BLOB NOT NULL);
        CREATE INDEX {call.by_parent} ON {call} (parent) WHERE parent IS NOT NULL;

        CREATE TABLE {outcome} (number INTEGER PRIMARY KEY, payload BLOB NOT NULL);
        CREATE TABLE {history} (
            invocation INTEGER NOT NULL, sequence INTEGER NOT NULL, status INTEGER NOT NULL, at INTEGER NOT NULL,
            runner INTEGER, epoch INTEGER NOT NULL, reason TEXT, PRIMARY KEY (invocation, sequence)) WITHOUT ROWID;
        CREATE TABLE {counter} (
            task INTEGER NOT NULL, status INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (task, status)) WITHOUT ROWID;

        CREATE TABLE {edge} (
            waiter INTEGER NOT NULL, waited INTEGER NOT NULL, PRIMARY KEY (waiter, waited)) WITHOUT ROWID;
        CREATE INDEX {edge.by_waited} ON {edge} (waited);
        CREATE TABLE {settled} (number INTEGER PRIMARY KEY, origin INTEGER NOT NULL, ids BLOB NOT NULL);

        CREATE TABLE {ready} (
            queue INTEGER NOT NULL, rank REAL NOT NULL, number INTEGER NOT NULL, id BLOB NOT NULL, invocation INTEGER,
            PRIMARY KEY (queue, rank, number)) WITHOUT ROWID;
        CREATE TABLE {held} (
            receipt INTEGER PRIMARY KEY, visible_at INTEGER NOT NULL, queue INTEGER NOT NULL, rank REAL NOT NULL,
            number INTEGER NOT NULL, id BLOB NOT NULL, invocation INTEGER);
        CREATE INDEX {held.by_time} ON {held} (visible_at);
        """;
}
