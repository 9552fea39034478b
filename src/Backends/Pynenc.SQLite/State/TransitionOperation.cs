using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc.SQLite;

/// <summary>Moves invocations along paths of statuses.</summary>
internal sealed class TransitionOperation(IReadOnlyList<TransitionRequest> requests, bool isColocated, DateTimeOffset now)
    : WriteOperation<IReadOnlyList<TransitionOutcome>>
{
    private static readonly SqlText Update = new(
        """
        UPDATE {invocation} SET status = ?2, owner = ?3, sequence = ?4, retries = ?5, recoveries = ?6, changed_at = ?7,
            not_before = ?8, routing = ?9, reason = ?10, entry = ?11
        WHERE number = ?1
        """);

    private static readonly SqlText InsertOutcome =
        new("INSERT INTO {outcome} (number, payload) VALUES (?1, ?2) ON CONFLICT (number) DO UPDATE SET payload = excluded.payload");

    private static readonly SqlText FindCall = new("SELECT queue, priority FROM {call} WHERE number = ?1");

    public override int Weight => requests.Count * 2;

    protected override IReadOnlyList<TransitionOutcome> Execute(WriteTransaction transaction)
    {
        var outcomes = new TransitionOutcome[requests.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = Transition(transaction, requests[i]);
        }

        return outcomes;
    }

    private TransitionOutcome Transition(WriteTransaction transaction, TransitionRequest request)
    {
        if (!HotRow.TryRead(transaction, request.Id, out HotRow row))
        {
            return new TransitionOutcome(TransitionResult.Unknown, Status: null);
        }

        if (TransitionRules.IsRepeat(transaction, request, row))
        {
            // The first answer may have been lost together with what had to be routed.
            Route? again = row.Routing == Routing.Marked ? RouteOf(transaction, request, row.Number, row.NotBefore, row.Sequence) : null;
            return new TransitionOutcome(TransitionResult.Applied, row.Status, again);
        }

        TransitionResult result = TransitionRules.Check(transaction, request, row);
        return result == TransitionResult.Applied
            ? Apply(transaction, request, row)
            : new TransitionOutcome(result, row.Status);
    }

    private TransitionOutcome Apply(WriteTransaction transaction, TransitionRequest request, in HotRow row)
    {
        int sequence = row.Sequence;
        int retries = row.Retries;
        int recoveries = row.Recoveries;
        long? by = transaction.Number(request.By);
        foreach (StatusStep step in request.Path)
        {
            HistoryWriter.Add(transaction, row.Number, ++sequence, step, by, row.Epoch);
            retries += step.Status == InvocationStatus.Retry ? 1 : 0;
            recoveries += step.Status == InvocationStatus.RunningRecovery ? 1 : 0;
        }

        FailPoint.Hit(SQLiteFailPoints.TransitionHistory);
        StatusStep last = request.Path[^1];
        bool isAvailable = last.Status.IsAvailable();
        DateTimeOffset? due = isAvailable && request.NotBefore > now ? request.NotBefore : null;
        if (isColocated && row.Status.IsAvailable() && row.Entry is { } left)
        {
            Discard(transaction, row, left);
        }

        long? entry = isAvailable && isColocated ? transaction.Ledger.NextEntry() : null;
        transaction.Use(Update)
            .Bind(1, row.Number).Bind(2, (long)last.Status).Bind(3, last.Status.IsOwned() ? row.Owner : null).Bind(4, (long)sequence)
            .Bind(5, (long)retries).Bind(6, (long)recoveries).Bind(7, Ticks.Of(last.At)).Bind(8, Ticks.Of(due))
            .Bind(9, isAvailable && !isColocated ? Routing.Marked : Routing.None).Bind(10, last.Reason).Bind(11, entry)
            .Run();
        transaction.Counter.Move(row.Task, row.Status, last.Status);
        if (request.Payload is { } payload && last.Status is (InvocationStatus.Success or InvocationStatus.Failed))
        {
            transaction.Use(InsertOutcome).Bind(1, row.Number).Bind(2, payload.Span).Run();
        }

        Release(transaction, request.Id, row, last.Status);
        return new TransitionOutcome(
            TransitionResult.Applied, last.Status, isAvailable ? Offer(transaction, request, row.Number, due, sequence, entry) : null);
    }

    private static void Release(WriteTransaction transaction, InvocationId id, in HotRow row, InvocationStatus status)
    {
        bool isSettled = status.IsSettled();
        if (isSettled)
        {
            transaction.MarkSettled(id);
        }

        if (!transaction.HasEdges)
        {
            return;
        }

        if (isSettled)
        {
            Edges.RemoveInto(transaction, row.Number);
        }

        if (row.Status.IsOwned() && !status.IsOwned())
        {
            Edges.RemoveFrom(transaction, row.Number);
        }
    }

    /// <summary>Somebody else moves on what is still queued: its entry would only be dropped by the runner that finds it.</summary>
    private static void Discard(WriteTransaction transaction, in HotRow row, long entry)
    {
        (long queue, Priority priority) = Call(transaction, row.Number);
        QueueWriter.Discard(transaction, queue, QueueWriter.Rank(priority), entry, row.NotBefore);
    }

    private Route? Offer(
        WriteTransaction transaction, TransitionRequest request, long number, DateTimeOffset? due, int sequence, long? entry)
    {
        if (entry is not { } place)
        {
            return RouteOf(transaction, request, number, due, sequence);
        }

        (long queue, Priority priority) = Call(transaction, number);
        QueueWriter.Enqueue(
            transaction, new QueueEntry(queue, QueueWriter.Rank(priority), place, request.Id, number), due, now);
        return null;
    }

    private static Route RouteOf(
        WriteTransaction transaction, TransitionRequest request, long number, DateTimeOffset? notBefore, int sequence)
    {
        (long queue, Priority priority) = Call(transaction, number);
        return new Route(request.Id, transaction.Interning.Names.Queue(transaction.Link, queue), priority, notBefore, sequence);
    }

    private static (long Queue, Priority Priority) Call(WriteTransaction transaction, long number)
    {
        SQLiteStatement row = transaction.Use(FindCall).Bind(1, number);
        row.Step();
        (long queue, double priority) = (row.Long(0), row.Double(1));
        row.Reset();
        return (queue, new Priority(priority));
    }
}
