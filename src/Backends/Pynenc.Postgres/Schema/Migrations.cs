namespace Pynenc.Postgres;

/// <summary>The steps from nothing to the present schema, in order. A step that was released is never changed.</summary>
internal static class Migrations
{
    public const int Newest = 3;

    /// <summary>Times are ticks of 100 ns since the year 1, UTC. Statuses are the numbers of <see cref="InvocationStatus"/>.</summary>
    private static readonly SqlText First = new(
        """
        CREATE TABLE {s}.app (
            app int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text NOT NULL UNIQUE);
        CREATE SEQUENCE {s}.invocation_number CACHE 1;
        CREATE SEQUENCE {s}.entry_place CACHE 1;
        CREATE SEQUENCE {s}.receipt CACHE 1;

        -- What changes of an invocation, and nothing else, so that a change rewrites little. Was is the status before the present one.
        CREATE TABLE {s}.invocation (
            number bigint NOT NULL,
            epoch bigint NOT NULL,
            changed_at bigint NOT NULL,
            not_before bigint,
            entry bigint,
            app int NOT NULL,
            sequence int NOT NULL,
            retries int NOT NULL,
            recoveries int NOT NULL,
            status smallint NOT NULL,
            was smallint NOT NULL,
            routing smallint NOT NULL,
            id uuid NOT NULL,
            owner uuid,
            task text NOT NULL,
            reason text,
            PRIMARY KEY (number)) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
        CREATE UNIQUE INDEX invocation_id ON {s}.invocation (id, app);
        CREATE INDEX invocation_page ON {s}.invocation (app, task, status, number);
        CREATE INDEX invocation_owner ON {s}.invocation (app, owner, number) WHERE owner IS NOT NULL;
        CREATE INDEX invocation_stranded ON {s}.invocation (app, number) WHERE status IN (2, 6, 8, 11);
        CREATE INDEX invocation_marked ON {s}.invocation (app, coalesce(not_before, 0), changed_at, number) WHERE routing = 1;
        CREATE INDEX invocation_routed ON {s}.invocation (app, changed_at, number) WHERE routing = 2;

        -- What never changes.
        CREATE TABLE {s}.call (
            number bigint PRIMARY KEY,
            app int NOT NULL,
            queue text NOT NULL,
            priority float8 NOT NULL,
            not_before bigint,
            parent uuid,
            workflow uuid,
            registered_at bigint NOT NULL,
            registered_by uuid,
            arguments bytea NOT NULL);
        CREATE INDEX call_parent ON {s}.call (app, parent, number) WHERE parent IS NOT NULL;

        CREATE TABLE {s}.history (
            number bigint NOT NULL,
            sequence int NOT NULL,
            status smallint NOT NULL,
            at bigint NOT NULL,
            runner uuid,
            epoch bigint NOT NULL,
            reason text,
            PRIMARY KEY (number, sequence));

        CREATE TABLE {s}.outcome (
            number bigint PRIMARY KEY,
            payload bytea NOT NULL);

        CREATE TABLE {s}.edge (
            waiter bigint NOT NULL,
            waited bigint NOT NULL,
            PRIMARY KEY (waiter, waited));
        CREATE INDEX edge_waited ON {s}.edge (waited);

        CREATE TABLE {s}.runner (
            app int NOT NULL,
            id uuid NOT NULL,
            number bigint GENERATED ALWAYS AS IDENTITY,
            kind text NOT NULL,
            host text NOT NULL,
            process_id int NOT NULL,
            slots int NOT NULL,
            started_at bigint NOT NULL,
            lease_until bigint NOT NULL,
            PRIMARY KEY (app, id));

        -- What each transaction added to the counters; summed up now and then, so that no row is everybody's.
        CREATE TABLE {s}.tally (
            app int NOT NULL,
            task text NOT NULL,
            status smallint NOT NULL,
            delta bigint NOT NULL) WITH (autovacuum_vacuum_scale_factor = 0.02);
        CREATE INDEX tally_app ON {s}.tally (app);

        -- The queues. Visible at 0 is receivable; otherwise hidden until that time, by a lease or a due time.
        CREATE TABLE {s}.entry (
            app int NOT NULL,
            queue text NOT NULL,
            rank float8 NOT NULL,
            place bigint NOT NULL,
            id uuid NOT NULL,
            number bigint,
            visible_at bigint NOT NULL,
            receipt bigint NOT NULL) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
        -- Of all queues, and of one: the expression keeps a search in the one from going by the other.
        CREATE INDEX entry_ready ON {s}.entry ((app + 0), rank, place) WHERE visible_at = 0;
        CREATE INDEX entry_ready_of_queue ON {s}.entry (app, queue, rank, place) WHERE visible_at = 0;
        CREATE INDEX entry_hidden ON {s}.entry (app, visible_at) WHERE visible_at > 0;
        CREATE INDEX entry_receipt ON {s}.entry (receipt) WHERE receipt > 0;

        CREATE TABLE {s}.content (
            app int NOT NULL,
            key text NOT NULL,
            used_at bigint NOT NULL,
            chunks int,
            writer uuid,
            PRIMARY KEY (app, key));
        CREATE INDEX content_used ON {s}.content (app, used_at);
        CREATE TABLE {s}.content_chunk (
            app int NOT NULL,
            key text NOT NULL,
            writer uuid NOT NULL,
            chunk int NOT NULL,
            bytes bytea NOT NULL,
            PRIMARY KEY (app, key, writer, chunk));
        CREATE TABLE {s}.content_reference (
            app int NOT NULL,
            key text NOT NULL,
            number bigint NOT NULL,
            PRIMARY KEY (app, key, number));
        """);

    /// <summary>Finds what ended first, and what an invocation refers to, so that they can be removed.</summary>
    private static readonly SqlText Second = new(
        """
        CREATE INDEX invocation_ended ON {s}.invocation (app, changed_at, number) WHERE status IN (3, 13, 14, 15, 17);
        CREATE INDEX content_reference_number ON {s}.content_reference (number);
        """);

    /// <summary>Limits of concurrency and rates, reservations, lanes and promotion.</summary>
    /// <remarks>
    /// Most invocations have none of these, so they cost them nothing but an empty column: <c>traits</c>, the bits of <see cref="Traits"/>, says
    /// what else to look for in <c>trait</c>. A key has a row in <c>slots</c> while somebody holds one of its slots; it is the lock of all that
    /// stands in <c>slot</c>, where <c>rank</c> is the priority, negated, and <c>most</c> the limit of the one that waits. <c>rate</c> is the lock
    /// of the latest grants, of which as many are kept as the limit counts. <c>routing</c> is 3 while an invocation waits for a slot.
    /// An entry's <c>turn</c> is its place where its queue and rank have no lanes. <c>is_apart</c> is one that is not found by its invocation,
    /// but by its id: in a lane, promoted, or routed by its id. <c>lane</c> keeps each lane's last turn. Keys compare by their bytes.
    /// </remarks>
    private static readonly SqlText Third = new(
        """
        ALTER TABLE {s}.invocation ADD COLUMN traits smallint;
        DROP INDEX {s}.invocation_stranded;
        CREATE INDEX invocation_stranded ON {s}.invocation (app, number) WHERE routing = 0 AND status IN (2, 6, 8, 11);

        CREATE TABLE {s}.trait (
            number bigint PRIMARY KEY,
            rate_period bigint,
            keep_for bigint,
            slot_limit int,
            rate_limit int,
            when_blocked smallint,
            reservation_end smallint,
            is_granted boolean NOT NULL DEFAULT false,
            lane text,
            slot_key text COLLATE "C",
            rate_key text COLLATE "C",
            reservation_key text COLLATE "C");

        CREATE TABLE {s}.slots (
            app int NOT NULL,
            key text COLLATE "C" NOT NULL,
            held bigint NOT NULL,
            PRIMARY KEY (app, key)) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
        CREATE TABLE {s}.slot (
            app int NOT NULL,
            key text COLLATE "C" NOT NULL,
            waits boolean NOT NULL,
            rank float8 NOT NULL,
            number bigint NOT NULL,
            most int NOT NULL,
            PRIMARY KEY (app, key, waits, rank, number)) WITH (autovacuum_vacuum_scale_factor = 0.02);

        CREATE TABLE {s}.rate (
            app int NOT NULL,
            key text COLLATE "C" NOT NULL,
            last bigint NOT NULL,
            over_at bigint NOT NULL,
            PRIMARY KEY (app, key)) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
        CREATE TABLE {s}.rate_grant (
            app int NOT NULL,
            key text COLLATE "C" NOT NULL,
            number bigint NOT NULL,
            at bigint NOT NULL,
            PRIMARY KEY (app, key, number)) WITH (autovacuum_vacuum_scale_factor = 0.02);

        CREATE TABLE {s}.reservation (
            app int NOT NULL,
            key text COLLATE "C" NOT NULL,
            id uuid NOT NULL,
            until bigint,
            PRIMARY KEY (app, key)) WITH (autovacuum_vacuum_scale_factor = 0.02);
        CREATE INDEX reservation_until ON {s}.reservation (app, until) WHERE until IS NOT NULL;

        ALTER TABLE {s}.entry ADD COLUMN turn bigint, ADD COLUMN is_limited boolean NOT NULL DEFAULT false, ADD COLUMN is_apart boolean NOT NULL DEFAULT false;
        UPDATE {s}.entry SET turn = place, is_apart = number IS NULL;
        ALTER TABLE {s}.entry ALTER COLUMN turn SET NOT NULL;
        DROP INDEX {s}.entry_ready_of_queue;
        CREATE INDEX entry_ready_of_queue ON {s}.entry (app, queue, rank, turn, place) WHERE visible_at = 0;
        CREATE INDEX entry_apart ON {s}.entry (id) WHERE is_apart;

        -- Step is how far the last batch moved it.
        CREATE TABLE {s}.lane (
            app int NOT NULL,
            queue text NOT NULL,
            rank float8 NOT NULL,
            name text COLLATE "C" NOT NULL,
            turn bigint NOT NULL,
            step bigint NOT NULL,
            PRIMARY KEY (app, queue, rank, name)) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
        """);

    public static SqlText Step(int version) => version switch
    {
        1 => First,
        2 => Second,
        3 => Third,
        _ => throw new ArgumentOutOfRangeException(nameof(version), version, "There is no such migration."),
    };
}
