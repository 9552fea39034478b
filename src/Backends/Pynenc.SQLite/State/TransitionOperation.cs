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

    private static readonly SqlText MarkContents = new("UPDATE {invocation} SET traits = coalesce(traits, 0) | ?2 WHERE number = ?1");

    private static readonly SqlText InsertOutcome =
        new("INSERT INTO {outcome} (number, payload) VALUES (?1, ?2) ON CONFLICT (number) DO UPDATE SET payload = excluded.payload");

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
            Route? again = row.Routing == Routing.Marked ? OfferingTo(transaction).RouteOf(row, row.Sequence, row.NotBefore) : null;
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

        Offering offering = OfferingTo(transaction);
        long? entry = isAvailable ? offering.NextEntry() : null;
        transaction.Use(Update)
            .Bind(1, row.Number).Bind(2, (long)last.Status).Bind(3, last.Status.IsOwned() ? row.Owner : null).Bind(4, (long)sequence)
            .Bind(5, (long)retries).Bind(6, (long)recoveries).Bind(7, Ticks.Of(last.At)).Bind(8, Ticks.Of(due))
            .Bind(9, isAvailable ? offering.Mark : Routing.None).Bind(10, last.Reason).Bind(11, entry)
            .Run();
        transaction.Counter.Move(row.Task, row.Status, last.Status);
        if (request.Payload is { } payload && last.Status is (InvocationStatus.Success or InvocationStatus.Failed))
        {
            transaction.Use(InsertOutcome).Bind(1, row.Number).Bind(2, payload.Span).Run();
        }

        if (request.Contents.Count > 0)
        {
            transaction.Use(MarkContents).Bind(1, row.Number).Bind(2, (long)Traits.Contents).Run();
            References.Add(transaction, row.Number, request.Contents, now);
        }

        Release(transaction, row, last.Status);
        Route? route = isAvailable ? offering.Offer(row, sequence, entry, due) : null;
        IReadOnlyList<Route>? handed = row.Traits == Traits.None ? null : HandingOn.Apply(transaction, offering, row, last);
        return new TransitionOutcome(TransitionResult.Applied, last.Status, route, handed);
    }

    private Offering OfferingTo(WriteTransaction transaction) => new(transaction, isColocated, now);

    private static void Release(WriteTransaction transaction, in HotRow row, InvocationStatus status)
    {
        if (status.IsSettled())
        {
            Settling.Settle(transaction, row);
        }

        if (row.Status.IsOwned() && !status.IsOwned() && transaction.HasEdges)
        {
            Edges.RemoveFrom(transaction, row.Number);
        }
    }

    /// <summary>Somebody else moves on what is still queued: its entry would only be dropped by the runner that finds it.</summary>
    private static void Discard(WriteTransaction transaction, in HotRow row, long entry)
    {
        (long queue, Priority priority) = Offering.Call(transaction, row.Number);
        QueueWriter.Discard(
            transaction, new QueueEntry(queue, QueueWriter.Rank(priority), entry, row.Id, row.Number), row.NotBefore);
    }
}
