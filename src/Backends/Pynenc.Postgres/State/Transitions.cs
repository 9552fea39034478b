using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>One batch of transitions, decided on locked rows and then written together.</summary>
/// <param name="database">The database.</param>
/// <param name="rows">The locked rows: of the invocations that are moved, and of those that may be handed a slot.</param>
/// <param name="limits">The locked keys; null when no invocation of the batch that leaves its owner has limits.</param>
/// <param name="isColocated">Whether this database has the queue.</param>
/// <param name="now">The time by which work is due.</param>
internal sealed class Transitions(
    PostgresDatabase database, Dictionary<InvocationId, HotRow> rows, HandingOn? limits, bool isColocated, DateTimeOffset now)
{
    /// <summary>The mark of an invocation that waits for a slot.</summary>
    private const short InLine = 3;

    private readonly List<(long Number, int Sequence, StatusStep Step, RunnerId? By, long Epoch)> _history = [];
    private readonly List<(long Number, ReadOnlyMemory<byte> Payload)> _payloads = [];
    private readonly List<(InvocationId Id, ContentKey Key)> _references = [];
    private readonly List<(HotRow Row, long? Due)> _offered = [];
    private readonly List<(HotRow Row, long Entry, long? Due)> _discarded = [];
    private readonly List<long> _settledNumbers = [];
    private readonly List<long> _released = [];
    private readonly Tally _tally = new();

    /// <summary>The invocations that settled.</summary>
    public List<InvocationId> Settled { get; } = [];

    /// <summary>True when the queue has something new.</summary>
    public bool HasOffered => isColocated && _offered.Count > 0;

    public async ValueTask<TransitionOutcome> DecideAsync(
        NpgsqlConnection connection, TransitionRequest request, CancellationToken cancellationToken)
    {
        if (!rows.TryGetValue(request.Id, out HotRow? row))
        {
            return new TransitionOutcome(TransitionResult.Unknown, Status: null);
        }

        if (await IsRepeatAsync(connection, request, row, cancellationToken).ConfigureAwait(false))
        {
            // The first answer may have been lost together with what had to be routed.
            return new TransitionOutcome(TransitionResult.Applied, row.Status, row.Routing == 1 ? RouteOf(row) : null);
        }

        bool holds = request.Fence is { } fence
            ? row.Owner == fence.Owner && row.Epoch == fence.Epoch
            : !row.Status.IsOwned() || request.Path[0].Status.OverridesOwner();
        return !holds ? new TransitionOutcome(TransitionResult.FenceLost, row.Status)
            : !IsLegal(request.Path, row.Status) ? new TransitionOutcome(TransitionResult.Illegal, row.Status)
            : Apply(request, row);
    }

    /// <summary>Adds every statement that stores what was decided.</summary>
    public void AddTo(Commands commands)
    {
        limits?.AddTo(commands);
        HotRow[] changed = [.. rows.Values.Where(r => r.IsChanged)];
        if (changed.Length == 0)
        {
            return;
        }

        if (isColocated)
        {
            _offered.ForEach(o => o.Row.IsQueued = true);
        }

        TransitionText.AddUpdate(commands, changed);
        TransitionText.AddHistory(commands, _history);
        TransitionText.AddPayloads(commands, _payloads);
        TransitionText.AddReferences(commands, _references);
        TransitionText.AddEdgeRemovals(commands, _settledNumbers, _released);
        TransitionText.AddDiscards(commands, _discarded);
        if (HasOffered)
        {
            TransitionText.AddEntries(commands, _offered);
        }

        _tally.AddTo(commands);
    }

    /// <summary>True when the status machine allows the whole path.</summary>
    public static bool IsLegal(IReadOnlyList<StatusStep> path, InvocationStatus from)
    {
        foreach (StatusStep step in path)
        {
            // Only a claim makes an owner, under a new epoch; a path does not.
            if (step.Status == InvocationStatus.Pending || !from.CanMoveTo(step.Status))
            {
                return false;
            }

            from = step.Status;
        }

        return true;
    }

    private static Route RouteOf(HotRow row) => new(
        row.Id, row.Queue, row.Priority, row.NotBefore is { } due ? new DateTimeOffset(due, TimeSpan.Zero) : null, row.Sequence, row.Lane);

    /// <summary>True when an earlier attempt of the same request was applied, and only its answer was lost.</summary>
    /// <remarks>
    /// In a status without owner nobody but the holder of the epoch can have entered it, so the epoch tells. In an owned one
    /// the same step may be asked for again in earnest, paused and resumed and paused, so the history has to tell.
    /// </remarks>
    private async ValueTask<bool> IsRepeatAsync(
        NpgsqlConnection connection, TransitionRequest request, HotRow row, CancellationToken cancellationToken)
    {
        if (request.Fence is not { } fence || row.Status != request.Target || row.Epoch != fence.Epoch || (row.Status.IsOwned() && row.Owner != fence.Owner))
        {
            return false;
        }

        List<HistoryEntry> history = await HistoryRows.ReadAsync(database, connection, row.Number, cancellationToken).ConfigureAwait(false);
        history.AddRange(_history.Where(h => h.Number == row.Number)
            .Select(h => new HistoryEntry(h.Sequence, h.Step.Status, h.Step.At, h.By, h.Epoch, h.Step.Reason)));
        return row.Status.IsOwned()
            ? history.Count >= request.Path.Count && history.TakeLast(request.Path.Count)
                .Select(h => (h.Status, h.At, h.Epoch)).SequenceEqual(request.Path.Select(s => (s.Status, s.At, row.Epoch)))
            : history.Any(h => h.Status == InvocationStatus.Pending && h.Epoch == fence.Epoch && h.Runner == fence.Owner);
    }

    private TransitionOutcome Apply(TransitionRequest request, HotRow row)
    {
        InvocationStatus before = row.Status;
        bool wasInLine = row.Routing == InLine;
        foreach (StatusStep step in request.Path)
        {
            _history.Add((row.Number, ++row.Sequence, step, request.By, row.Epoch));
            row.Retries += step.Status == InvocationStatus.Retry ? 1 : 0;
            row.Recoveries += step.Status == InvocationStatus.RunningRecovery ? 1 : 0;
        }

        if (before.IsAvailable())
        {
            // An earlier request of this batch may have made it available.
            _offered.RemoveAll(o => ReferenceEquals(o.Row, row));
        }

        if (isColocated && before.IsAvailable() && row.Entry is { } left)
        {
            _discarded.Add((row, left, row.NotBefore));
        }

        StatusStep last = request.Path[^1];
        bool isAvailable = last.Status.IsAvailable();
        row.IsChanged = true;
        row.Status = last.Status;
        row.Owner = last.Status.IsOwned() ? row.Owner : null;
        row.ChangedAt = Ticks.Of(last.At);
        row.NotBefore = isAvailable && request.NotBefore > now ? Ticks.Of(request.NotBefore) : null;
        row.Routing = (short)(isAvailable && !isColocated ? 1 : 0);
        row.Entry = null;
        row.Reason = last.Reason;
        _tally.Move(row.Task, before, last.Status);
        if (request.Payload is { } payload && last.Status is (InvocationStatus.Success or InvocationStatus.Failed))
        {
            _payloads.Add((row.Number, payload));
        }

        _references.AddRange(request.Contents.Select(key => (row.Id, key)));
        if (last.Status.IsSettled())
        {
            Settled.Add(row.Id);
            _settledNumbers.Add(row.Number);
        }

        if (before.IsOwned() && !last.Status.IsOwned())
        {
            _released.Add(row.Number);
        }

        if (isAvailable)
        {
            _offered.Add((row, row.NotBefore));
        }

        Route? route = isAvailable && !isColocated ? RouteOf(row) : null;
        return new TransitionOutcome(
            TransitionResult.Applied, row.Status, route, row.IsLimited && !last.Status.IsOwned() ? HandOn(row, last, wasInLine) : null);
    }

    /// <summary>Lets go of what is needed no longer, and reroutes who is handed a slot.</summary>
    /// <returns>What another broker must route; null when nothing.</returns>
    private List<Route>? HandOn(HotRow row, StatusStep last, bool wasInLine)
    {
        List<Route>? routes = null;
        foreach ((InvocationId id, StatusStep step) in limits!.LetGo(row, last, wasInLine))
        {
            HotRow next = rows[id];
            _history.Add((next.Number, ++next.Sequence, step, null, next.Epoch));
            _tally.Move(next.Task, next.Status, step.Status);
            next.IsChanged = true;
            next.Status = step.Status;
            next.ChangedAt = Ticks.Of(step.At);
            next.NotBefore = null;
            next.Routing = (short)(isColocated ? 0 : 1);
            next.Reason = step.Reason;
            _offered.Add((next, null));
            if (!isColocated)
            {
                (routes ??= []).Add(RouteOf(next));
            }
        }

        return routes;
    }
}
