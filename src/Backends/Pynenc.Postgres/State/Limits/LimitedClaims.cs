using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Claims invocations that may have limits: decided on locked keys and rows, and then written together.</summary>
/// <remarks>Locks in the order of <see cref="LockOrder"/>.</remarks>
internal sealed class LimitedClaims(RunnerId runner, DateTimeOffset at, bool isColocated)
{
    private static readonly SqlText Register = new("SELECT {now} FROM {s}.runner WHERE app = $2 AND id = $3 FOR KEY SHARE");

    private static readonly SqlText Update = new(
        """
        UPDATE {s}.invocation i SET was = i.status, status = u.status, owner = CASE WHEN u.status = 5 THEN $3::uuid END, epoch = u.epoch,
            sequence = u.sequence, changed_at = u.changed_at, not_before = NULL, routing = u.routing, entry = NULL, reason = u.reason
        FROM unnest($4::bigint[], $5::smallint[], $6::bigint[], $7::int[], $8::bigint[], $9::smallint[], $10::text[])
            AS u (number, status, epoch, sequence, changed_at, routing, reason)
        WHERE i.number = u.number
        """);

    private static readonly SqlText Delay = new(
        """
        UPDATE {s}.invocation i SET not_before = u.due, routing = CASE WHEN $5 THEN 0 ELSE 1 END
        FROM unnest($3::bigint[], $4::bigint[]) AS u (number, due) WHERE i.number = u.number
        """);

    private static readonly SqlText Grant = new(
        "UPDATE {s}.trait t SET is_granted = g.is_granted FROM unnest($3::bigint[], $4::boolean[]) AS g (number, is_granted) WHERE t.number = g.number");

    private readonly Dictionary<InvocationId, LimitedRow> _rows = [];
    private readonly SlotKeys _slots = new();
    private readonly RateKeys _rates = new();
    private readonly Reservations _reservations = new();
    private readonly Tally _tally = new();
    private readonly List<(long Number, StatusStep Step, long Epoch, int Sequence, short Routing)> _steps = [];
    private readonly List<(long Number, long Due)> _delays = [];
    private readonly List<(long Number, bool IsGranted)> _grants = [];
    private readonly List<(long Number, int Sequence, StatusStep Step, RunnerId? By, long Epoch)> _history = [];
    private readonly List<long> _settledNumbers = [];
    private long? _now;

    /// <summary>True when the runner's lease has ended.</summary>
    public bool IsRunnerLost => _now is null;

    /// <summary>The invocations that ended, because their task drops what is blocked.</summary>
    public List<InvocationId> Settled { get; } = [];

    /// <summary>Locks all that a claim of these invocations may change.</summary>
    public async ValueTask LockAsync(PostgresDatabase database, NpgsqlConnection connection, IEnumerable<InvocationId> ids, CancellationToken cancellationToken)
    {
        Guid[] ordered = [.. ids.Select(i => i.Value).Distinct().Order()];
        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            commands.Add(Register).With(runner.Value);
            SlotKeys.AddLockForClaim(commands, ordered);
            RateKeys.AddLock(commands, ordered);
            commands.Add(LimitedRow.Find).With(ordered);
            NpgsqlDataReader rows = await commands.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                _now = await rows.ReadAsync(cancellationToken).ConfigureAwait(false) ? rows.GetInt64(0) : null;
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await _slots.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await _rates.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    var row = LimitedRow.Read(rows);
                    _rows.Add(row.Record.Id, row);
                }
            }
        }
    }

    /// <summary>Claims one that a broker delivered.</summary>
    public ClaimOutcome Claim(InvocationId id)
    {
        if (!_rows.TryGetValue(id, out LimitedRow? row))
        {
            return new ClaimOutcome(ClaimResult.Unknown);
        }

        if (!row.Status.IsAvailable())
        {
            return new ClaimOutcome(ClaimResult.NotAvailable);
        }

        if (row.NotBefore > _now)
        {
            _delays.Add((row.Number, row.NotBefore!.Value));
            return NotDue(row.NotBefore.Value);
        }

        return HoldBack(row) ?? Claim(row);
    }

    /// <summary>Claims one that stood in this database's queue.</summary>
    /// <param name="id">The invocation.</param>
    /// <param name="place">The place of its entry; null when it was routed by its id.</param>
    public ClaimOutcome Take(InvocationId id, long? place)
    {
        if (!_rows.TryGetValue(id, out LimitedRow? row) || !row.Status.IsAvailable())
        {
            return new ClaimOutcome(ClaimResult.NotAvailable);
        }

        // The entry named by the invocation is the one that counts, and its time has come; others are dropped.
        bool counts = place is null ? !(row.NotBefore > _now) : row.Entry == place;
        return !counts ? new ClaimOutcome(ClaimResult.NotAvailable)
            : row.NotBefore > _now && _delays.Any(d => d.Number == row.Number) ? NotDue(row.NotBefore!.Value)
            : HoldBack(row) ?? Claim(row);
    }

    /// <summary>Adds every statement that stores what was decided.</summary>
    public void AddTo(Commands commands)
    {
        if (_steps.Count > 0)
        {
            commands.Add(Update).With(runner.Value)
                .With(_steps.Select(s => s.Number).ToArray()).With(_steps.Select(s => (short)s.Step.Status).ToArray())
                .With(_steps.Select(s => s.Epoch).ToArray()).With(_steps.Select(s => s.Sequence).ToArray())
                .With(_steps.Select(s => Ticks.Of(s.Step.At)).ToArray()).With(_steps.Select(s => s.Routing).ToArray())
                .With(_steps.Select(s => s.Step.Reason).ToArray());
        }

        if (_delays.Count > 0)
        {
            commands.Add(Delay).With(_delays.Select(d => d.Number).ToArray()).With(_delays.Select(d => d.Due).ToArray()).With(isColocated);
        }

        if (_grants.Count > 0)
        {
            commands.Add(Grant).With(_grants.Select(g => g.Number).ToArray()).With(_grants.Select(g => g.IsGranted).ToArray());
        }

        TransitionText.AddHistory(commands, _history);
        _slots.AddTo(commands);
        _rates.AddTo(commands);
        _reservations.AddTo(commands);
        TransitionText.AddEdgeRemovals(commands, _settledNumbers, []);
        _tally.AddTo(commands);
    }

    private static ClaimOutcome NotDue(long due) => new(ClaimResult.NotDue, NotBefore: new DateTimeOffset(due, TimeSpan.Zero));

    /// <summary>Checks rate and concurrency, and takes what it is let have.</summary>
    /// <returns>Why it is not claimed; null when it may be.</returns>
    private ClaimOutcome? HoldBack(LimitedRow row)
    {
        InvocationRecord record = row.Record;
        long now = _now!.Value;
        RateLimit? rate = row.IsGranted ? null : record.Rate;
        long grant = rate is null ? now : _rates.Next(rate, now);
        if (grant > now)
        {
            _rates.Grant(rate!, grant);
            _grants.Add((row.Number, true));
            _delays.Add((row.Number, grant));
            row.NotBefore = grant;
            return NotDue(grant);
        }

        if (record.Concurrency is { } limit && !_slots.TryTake(limit, row.Number, record.Priority))
        {
            return Block(row, limit);
        }

        if (rate is not null)
        {
            _rates.Grant(rate, now);
        }
        else if (row.IsGranted)
        {
            _grants.Add((row.Number, false));
        }

        if (record.Reservation is { End: ReservationEnd.Claimed } reservation)
        {
            _reservations.LetGo(reservation, record.Id);
        }

        return null;
    }

    private ClaimOutcome Block(LimitedRow row, ConcurrencyLimit limit)
    {
        bool waits = limit.WhenBlocked == BlockedAction.Wait;
        var step = new StatusStep(waits ? InvocationStatus.ConcurrencyControlled : InvocationStatus.ConcurrencyControlledFinal, at, limit.BlockedReason);
        Enter(row, step, row.Epoch, routing: (short)(waits ? 3 : 0));
        if (waits)
        {
            return new ClaimOutcome(ClaimResult.Blocked);
        }

        Settled.Add(row.Record.Id);
        _settledNumbers.Add(row.Number);
        if (row.Record.Reservation is { } reservation)
        {
            _reservations.End(reservation, row.Record.Id, step);
        }

        return new ClaimOutcome(ClaimResult.Dropped);
    }

    private ClaimOutcome Claim(LimitedRow row)
    {
        // What is due is told by the server's clock: by a runner's own, which may be behind, it would seem to begin too early.
        var entered = new DateTimeOffset(Math.Max(Ticks.Of(at), row.NotBefore ?? 0), TimeSpan.Zero);
        Enter(row, new StatusStep(InvocationStatus.Pending, entered), row.Epoch + 1, routing: 0);
        return new ClaimOutcome(
            ClaimResult.Claimed, new ClaimedInvocation(row.Record, new Fence(runner, row.Epoch + 1), row.Retries, row.Recoveries));
    }

    private void Enter(LimitedRow row, StatusStep step, long epoch, short routing)
    {
        row.Sequence++;
        _steps.Add((row.Number, step, epoch, row.Sequence, routing));
        _history.Add((row.Number, row.Sequence, step, runner, epoch));
        _tally.Move(row.Record.Task.Value, row.Status, step.Status);
        row.Status = step.Status;
    }
}
