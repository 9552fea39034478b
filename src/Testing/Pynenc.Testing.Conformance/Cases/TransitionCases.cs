using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>Transition: legal, fenced, whole, and repeatable.</summary>
internal static class TransitionCases
{
    private const string Area = "transition";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("A path of statuses is one step: every row in the history, the payload with the last", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), id);
            TransitionRequest request = c.Request(id, fence, InvocationStatus.Running, InvocationStatus.Success) with { Payload = "42"u8.ToArray() };
            Check.Equal(TransitionResult.Applied, (await c.Store.TransitionAsync([request], c.Token))[0].Result);
            IReadOnlyList<HistoryEntry> history = await c.State.Queries.GetHistoryAsync(id, c.Token);
            Check.Sequence([InvocationStatus.Registered, InvocationStatus.Pending, InvocationStatus.Running, InvocationStatus.Success], history.Select(h => h.Status));
            Check.Sequence([1, 2, 3, 4], history.Select(h => h.Sequence));
            Check.Sequence([0L, 1L, 1L, 1L], history.Select(h => h.Epoch));
            Check.Sequence([null, fence.Owner, fence.Owner, fence.Owner], history.Select(h => h.Runner));
            InvocationOutcome outcome = (await c.State.Queries.GetOutcomesAsync([id], c.Token))[0];
            Check.Equal("42", System.Text.Encoding.UTF8.GetString(outcome.Payload!.Value.Span));
            Check.Equal(null, (await c.State.Queries.GetAsync(id, c.Token))!.Fence);
        }),
        new("Exactly the moves of the status machine are allowed", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            foreach (InvocationStatus from in StatusMachine.All)
            {
                foreach (InvocationStatus to in StatusMachine.All.Where(s => s != InvocationStatus.Pending))
                {
                    (InvocationId id, Fence? fence) = await ReachAsync(c, runner, from);
                    TransitionResult result = (await c.MoveAsync(id, fence, to)).Result;
                    bool isRepeat = from == to && fence is not null;
                    if ((result == TransitionResult.Applied) != (isRepeat || from.CanMoveTo(to)))
                    {
                        string expected = isRepeat || from.CanMoveTo(to) ? "it to be applied" : "it to be refused";
                        throw new ConformanceException($"{from.Text()} → {to.Text()}: expected {expected}, saw {result}.");
                    }

                    Check.Equal(result == TransitionResult.Applied ? to : from, await c.StatusAsync(id), $"{from.Text()} → {to.Text()}");
                }
            }
        }),
        new("Only a claim makes an owner: no path leads into pending", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            Check.True((await c.MoveAsync(id, null, InvocationStatus.Pending)).Result != TransitionResult.Applied, "registered → pending without a claim is refused");
            Check.Equal(InvocationStatus.Registered, await c.StatusAsync(id));
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), id);
            Check.True((await c.MoveAsync(id, fence, InvocationStatus.Rerouted, InvocationStatus.Pending)).Result != TransitionResult.Applied, "pending → rerouted → pending in one path is refused");
            Check.Equal(1, (await c.State.Queries.GetAsync(id, c.Token))!.Fence!.Value.Epoch, "epoch");
            Check.Sequence([InvocationStatus.Registered, InvocationStatus.Pending], await c.HistoryAsync(id));
        }),
        new("A repeat under another runner's name is refused", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), id);
            await c.MovedAsync(id, fence, InvocationStatus.Running, InvocationStatus.Success);
            Check.Equal(TransitionResult.FenceLost, (await c.MoveAsync(id, fence with { Owner = RunnerId.New() }, InvocationStatus.Running, InvocationStatus.Success)).Result);
        }),
        new("A path that ends where it began is a path, not a repeat", Area, async c =>
        {
            (InvocationId id, Fence fence) = await WaitCases.RunningAsync(c);
            await c.MovedAsync(id, fence, InvocationStatus.Paused);
            await c.MovedAsync(id, fence, InvocationStatus.Resumed, InvocationStatus.Paused);
            Check.Sequence(
                [InvocationStatus.Registered, InvocationStatus.Pending, InvocationStatus.Running, InvocationStatus.Paused, InvocationStatus.Resumed, InvocationStatus.Paused],
                await c.HistoryAsync(id));
        }),
        new("A path with one illegal step changes nothing", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), id);
            TransitionOutcome outcome = await c.MoveAsync(id, fence, InvocationStatus.Running, InvocationStatus.Rerouted);
            Check.Equal(TransitionResult.Illegal, outcome.Result);
            Check.Sequence([InvocationStatus.Registered, InvocationStatus.Pending], await c.HistoryAsync(id));
        }),
        new("Only the holder of the claim moves it on", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), id);
            Check.Equal(TransitionResult.FenceLost, (await c.MoveAsync(id, fence with { Owner = RunnerId.New() }, InvocationStatus.Running)).Result, "another owner");
            Check.Equal(TransitionResult.FenceLost, (await c.MoveAsync(id, fence with { Epoch = 2 }, InvocationStatus.Running)).Result, "another epoch");
            Check.Equal(TransitionResult.FenceLost, (await c.MoveAsync(id, null, InvocationStatus.Running)).Result, "no fence");
            Check.Equal(InvocationStatus.Pending, await c.StatusAsync(id));
        }),
        new("A worker that was recovered elsewhere stores nothing any more", Area, async c =>
        {
            RunnerId stale = await c.RunnerAsync();
            InvocationId id = await c.PublishAsync();
            Fence old = await c.ClaimedAsync(stale, id);
            await c.MovedAsync(id, old, InvocationStatus.Running);
            await c.MovedAsync(id, old, InvocationStatus.RunningRecovery, InvocationStatus.Rerouted);
            Fence fresh = await c.ClaimedAsync(stale, id);
            TransitionRequest late = c.Request(id, old, InvocationStatus.Success) with { Payload = "\"late\""u8.ToArray() };
            Check.Equal(TransitionResult.FenceLost, (await c.Store.TransitionAsync([late], c.Token))[0].Result);
            await c.MovedAsync(id, fresh, InvocationStatus.Running, InvocationStatus.Success);
            Check.Equal(TransitionResult.FenceLost, (await c.Store.TransitionAsync([late], c.Token))[0].Result, "after the end");
            Check.Equal(0, (await c.State.Queries.GetOutcomesAsync([id], c.Token))[0].Payload?.Length ?? 0, "the late payload");
        }),
        new("Repeating an applied request is answered as applied, and changes nothing", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), id);
            TransitionRequest request = c.Request(id, fence, InvocationStatus.Running, InvocationStatus.Success);
            await c.Store.TransitionAsync([request], c.Token);
            Check.Equal(TransitionResult.Applied, (await c.Store.TransitionAsync([request], c.Token))[0].Result);
            Check.Equal(4, (await c.HistoryAsync(id)).Length, "rows");
        }),
        new("Repeating the start of a body is answered as applied, and leaves one row", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), id);
            await c.MovedAsync(id, fence, InvocationStatus.Running);
            await c.MovedAsync(id, fence, InvocationStatus.Running);
            Check.Sequence([InvocationStatus.Registered, InvocationStatus.Pending, InvocationStatus.Running], await c.HistoryAsync(id));
            await c.MovedAsync(id, fence, InvocationStatus.Success);
        }),
        new("A retry counts, keeps its reason, and waits for its time", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(runner, id);
            TransitionRequest retry = c.Request(id, fence, InvocationStatus.Running) with
            {
                Path = [new StatusStep(InvocationStatus.Running, c.Now), new StatusStep(InvocationStatus.Retry, c.Now, "it was raining")],
                NotBefore = c.Now.AddSeconds(10),
            };
            Check.Equal(TransitionResult.Applied, (await c.Store.TransitionAsync([retry], c.Token))[0].Result);
            InvocationState state = (await c.State.Queries.GetAsync(id, c.Token))!;
            Check.Equal(1, state.Retries);
            Check.Equal("it was raining", state.Reason);
            Check.Equal(ClaimResult.NotDue, (await c.ClaimAsync(runner, id)).Result);
            await c.AdvanceAsync(TimeSpan.FromSeconds(11));
            Check.Equal(1, (await c.ClaimAsync(runner, id)).Claimed!.Retries, "retries");
        }),
        new("Only a recovery of a running body counts as one", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationId id = await c.PublishAsync();
            await c.MovedAsync(id, await c.ClaimedAsync(runner, id), InvocationStatus.PendingRecovery, InvocationStatus.Rerouted);
            await c.MovedAsync(id, await c.ClaimedAsync(runner, id), InvocationStatus.Running, InvocationStatus.RunningRecovery, InvocationStatus.Rerouted);
            Check.Equal(1, (await c.State.Queries.GetAsync(id, c.Token))!.Recoveries);
        }),
        new("Anybody may cancel, and nobody revives what is cancelled", Area, async c =>
        {
            InvocationId id = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), id);
            await c.MovedAsync(id, fence, InvocationStatus.Running);
            await c.MovedAsync(id, null, InvocationStatus.Cancelled);
            Check.Equal(TransitionResult.FenceLost, (await c.MoveAsync(id, fence, InvocationStatus.Success)).Result);
            Check.Equal(InvocationStatus.Cancelled, await c.StatusAsync(id));
        }),
        new("An unknown invocation is answered as unknown", Area, async c =>
            Check.Equal(TransitionResult.Unknown, (await c.MoveAsync(InvocationId.New(), null, InvocationStatus.Cancelled)).Result)),
        new("In a batch each item stands for itself", Area, async c =>
        {
            InvocationId good = await c.PublishAsync();
            InvocationId bad = await c.PublishAsync();
            Fence fence = await c.ClaimedAsync(await c.RunnerAsync(), good);
            IReadOnlyList<TransitionOutcome> outcomes = await c.Store.TransitionAsync(
                [c.Request(bad, null, InvocationStatus.Success), c.Request(good, fence, InvocationStatus.Running), c.Request(InvocationId.New(), null, InvocationStatus.Cancelled)], c.Token);
            Check.Sequence([TransitionResult.Illegal, TransitionResult.Applied, TransitionResult.Unknown], outcomes.Select(o => o.Result));
            Check.Equal(InvocationStatus.Running, await c.StatusAsync(good));
        }),
        new("What becomes available again is routed again", Area, async c =>
        {
            RunnerId runner = await c.RunnerAsync();
            InvocationRecord record = c.Record();
            await c.PublishAndRouteAsync([record]);
            Fence fence = (await c.TakeAsync(runner))[0].Fence;
            TransitionOutcome outcome = await c.MoveAsync(record.Id, fence, InvocationStatus.Running, InvocationStatus.Retry);
            Check.Equal(!c.App.IsColocated, outcome.ToRoute is not null, "left to the engine");
            if (outcome.ToRoute is { } route)
            {
                await c.Broker.RouteAsync([route with { NotBefore = null }], c.Token);
            }

            Check.Sequence([record.Id], (await c.TakeAsync(runner)).Select(t => t.Record.Id));
        }),
    ];

    /// <summary>A fresh invocation in a status, and the fence that moves it on.</summary>
    private static async Task<(InvocationId Id, Fence? Fence)> ReachAsync(CaseContext c, RunnerId runner, InvocationStatus status)
    {
        InvocationId id = await c.PublishAsync();
        InvocationStatus[] path = PathTo(status);
        if (path.Length == 0)
        {
            return (id, null);
        }

        if (path[0] != InvocationStatus.Pending)
        {
            await c.MovedAsync(id, null, path);
            return (id, null);
        }

        Fence fence = await c.ClaimedAsync(runner, id);
        if (path.Length > 1)
        {
            await c.MovedAsync(id, fence, path[1..]);
        }

        return (id, status.IsOwned() ? fence : null);
    }

    private static InvocationStatus[] PathTo(InvocationStatus target)
    {
        var cameFrom = new Dictionary<InvocationStatus, InvocationStatus>();
        var open = new Queue<InvocationStatus>([InvocationStatus.Registered]);
        while (open.TryDequeue(out InvocationStatus at))
        {
            foreach (InvocationStatus next in at.Next().Where(n => n != InvocationStatus.Registered && !cameFrom.ContainsKey(n)))
            {
                cameFrom[next] = at;
                open.Enqueue(next);
            }
        }

        var path = new List<InvocationStatus>();
        for (InvocationStatus at = target; at != InvocationStatus.Registered; at = cameFrom[at])
        {
            path.Insert(0, at);
        }

        return [.. path];
    }
}
