using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Lets reservations go, in the order of their keys: see <see cref="LockOrder"/>.</summary>
internal sealed class Reservations
{
    private static readonly SqlText Keep = new(
        """
        WITH held AS MATERIALIZED (
            SELECT r.at, g.until FROM (SELECT * FROM unnest($3::text[], $4::uuid[], $5::bigint[]) AS e (key, id, until) ORDER BY key COLLATE "C") g
            CROSS JOIN LATERAL (SELECT ctid AS at FROM {s}.reservation WHERE app = $2 AND key = g.key AND id = g.id FOR UPDATE) r),
        gone AS (DELETE FROM {s}.reservation WHERE ctid = ANY (ARRAY (SELECT at FROM held WHERE until IS NULL)))
        UPDATE {s}.reservation r SET until = h.until FROM held h WHERE r.ctid = h.at AND h.until IS NOT NULL
        """);

    private static readonly SqlText DeleteOver = new(
        """
        DELETE FROM {s}.reservation WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM {s}.reservation WHERE app = $2 AND until <= {now} ORDER BY until LIMIT $3 FOR UPDATE SKIP LOCKED))
        """);

    private readonly List<(string Key, Guid Id, long? Until)> _ended = [];

    /// <summary>What follows from a final status; harmless when it does not hold its key any more.</summary>
    public void End(Reservation reservation, InvocationId id, StatusStep last) => _ended.Add((
        reservation.Key, id.Value, reservation.End == ReservationEnd.Kept && last.Status == InvocationStatus.Success ? Ticks.Of(last.At + reservation.KeepFor) : null));

    /// <summary>Lets a key go, if it is held by this invocation.</summary>
    public void LetGo(Reservation reservation, InvocationId id) => _ended.Add((reservation.Key, id.Value, null));

    /// <summary>Adds the statement that stores it, when there is something to store.</summary>
    public void AddTo(Commands commands)
    {
        if (_ended.Count > 0)
        {
            commands.Add(Keep)
                .With(_ended.Select(e => e.Key).ToArray()).With(_ended.Select(e => e.Id).ToArray()).With(_ended.Select(e => e.Until).ToArray());
        }
    }

    /// <summary>Adds the statement that forgets those whose time is over.</summary>
    public static void AddRemoveOver(Commands commands, int limit) => commands.Add(DeleteOver).With(limit);
}
