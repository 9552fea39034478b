using Pynenc.Backend;

namespace Pynenc.Memory;

/// <inheritdoc/>
internal sealed partial class MemInvocationStore(MemTables tables, TimeProvider time) : InvocationStore
{
    protected override ValueTask<IReadOnlyList<PublishOutcome>> PublishCoreAsync(
        IReadOnlyList<InvocationRecord> records, CancellationToken cancellationToken)
    {
        var outcomes = new PublishOutcome[records.Count];
        lock (tables.Gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            for (int i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = Publish(records[i], now);
            }
        }

        return new(outcomes);
    }

    protected override ValueTask MarkRoutedCoreAsync(IReadOnlyList<Route> routes, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            for (int i = 0; i < routes.Count; i++)
            {
                if (tables.ById.TryGetValue(routes[i].Id, out MemInvocation? invocation) && invocation.ToRoute == routes[i].Sequence)
                {
                    Unmark(invocation);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask<IReadOnlyList<ClaimOutcome>> ClaimCoreAsync(
        ClaimRequest request, CancellationToken cancellationToken)
    {
        var outcomes = new ClaimOutcome[request.Ids.Count];
        lock (tables.Gate)
        {
            if (!tables.Runners.TryGetValue(request.Runner, out MemRunner? runner))
            {
                Array.Fill(outcomes, new ClaimOutcome(ClaimResult.RunnerLost));
                return new(outcomes);
            }

            DateTimeOffset now = time.GetUtcNow();
            for (int i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = Claim(request, request.Ids[i], runner, now);
            }
        }

        return new(outcomes);
    }

    private PublishOutcome Publish(InvocationRecord record, DateTimeOffset now)
    {
        if (tables.ById.ContainsKey(record.Id))
        {
            return new PublishOutcome(PublishResult.Existing, record.Id);
        }

        if (record.Reservation is { } reservation && tables.Limits.HolderOf(reservation.Key, now) is { } holder)
        {
            return new PublishOutcome(PublishResult.Joined, holder.Record.Id);
        }

        var invocation = new MemInvocation(record, tables.TaskOf(record.Task), ++tables.LastNumber);
        tables.ById.Add(record.Id, invocation);
        tables.ByNumber.Add(invocation);
        if (record.Parent is { } parent)
        {
            if (!tables.Children.TryGetValue(parent, out MemLine? children))
            {
                tables.Children.Add(parent, children = new MemLine());
            }

            children.Add(invocation);
        }

        invocation.Enter(new StatusStep(InvocationStatus.Registered, record.RegisteredAt), tables.RunnerOf(record.RegisteredBy));
        Mark(invocation);
        if (record.Reservation is not null)
        {
            tables.Limits.Reserve(record.Reservation.Key, invocation);
        }

        tables.Refer(record.Contents);
        return new PublishOutcome(PublishResult.Published, record.Id);
    }

    private ClaimOutcome Claim(ClaimRequest request, InvocationId id, MemRunner runner, DateTimeOffset now)
    {
        if (!tables.ById.TryGetValue(id, out MemInvocation? invocation))
        {
            return new ClaimOutcome(ClaimResult.Unknown);
        }

        if (!invocation.Status.IsAvailable())
        {
            return new ClaimOutcome(ClaimResult.NotAvailable);
        }

        if (invocation.NotBefore > now)
        {
            Mark(invocation);
            return new ClaimOutcome(ClaimResult.NotDue, NotBefore: invocation.NotBefore);
        }

        if (HoldBack(invocation, request, runner.Id, now) is { } heldBack)
        {
            return heldBack;
        }

        if (invocation.Record.Reservation?.End == ReservationEnd.Claimed)
        {
            tables.Limits.LetGo(invocation);
        }

        Unmark(invocation);
        invocation.Owner = runner.Id;
        invocation.Epoch++;
        invocation.NotBefore = null;
        runner.Owned.Add(invocation);
        invocation.Enter(new StatusStep(InvocationStatus.Pending, request.At), runner.Id);
        return new ClaimOutcome(ClaimResult.Claimed, new ClaimedInvocation(
            invocation.Record, invocation.Fence!.Value, invocation.Retries, invocation.Recoveries));
    }

    private void Mark(MemInvocation invocation)
    {
        invocation.ToRoute = invocation.Sequence;
        tables.Unrouted.Add(invocation);
    }

    private void Unmark(MemInvocation invocation)
    {
        if (invocation.ToRoute != 0)
        {
            invocation.ToRoute = 0;
            tables.Unrouted.Remove(invocation);
        }
    }
}
