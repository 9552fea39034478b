using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>The part of statements that makes a runner the owner of invocations.</summary>
internal static class Claiming
{
    /// <summary>
    /// True when the runner is registered. It cannot be removed while this transaction runs, so that nothing is claimed for a runner
    /// that a sweep has just found dead.
    /// </summary>
    public const string Registered = "registered AS MATERIALIZED (SELECT id FROM {s}.runner WHERE app = $2 AND id = $RUNNER FOR KEY SHARE)";

    /// <summary>History rows and counters of a table <c>claimed</c>.</summary>
    public const string Noted =
        """
        noted AS (
            INSERT INTO {s}.history (number, sequence, status, at, runner, epoch)
            SELECT number, sequence, status, changed_at, owner, epoch FROM claimed),
        counted AS (
            INSERT INTO {s}.tally (app, task, status, delta)
            SELECT $2, task, was, -count(*) FROM claimed GROUP BY task, was
            UNION ALL SELECT $2, task, status, count(*) FROM claimed GROUP BY task, status)
        """;

    /// <summary>The assignments of a claim; <c>$RUNNER</c> and <c>$AT</c> are replaced.</summary>
    /// <remarks>What is due is told by the server's clock: by a runner's own, which may be behind, it would seem to begin too early.</remarks>
    public const string Assignments =
        "was = i.status, status = 5, owner = $RUNNER, epoch = i.epoch + 1, sequence = i.sequence + 1, changed_at = greatest($AT, i.not_before), not_before = NULL, routing = 0, entry = NULL, reason = NULL";

    public static ClaimedInvocation Claimed(NpgsqlDataReader row, RunnerId runner) =>
        new(InvocationRows.Record(row), new Fence(runner, row.GetInt64(5)), row.GetInt32(7), row.GetInt32(8));
}
