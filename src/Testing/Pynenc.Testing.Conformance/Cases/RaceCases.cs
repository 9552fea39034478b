using System.Collections.Concurrent;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>What must hold when many do the same thing at the same time.</summary>
internal static class RaceCases
{
    private const string Area = "race";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Of eight runners that claim the same invocation, one gets it", Area, async c =>
        {
            RunnerId[] runners = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => c.RunnerAsync()));
            for (int round = 0; round < 50; round++)
            {
                InvocationId id = await c.PublishAsync();
                ClaimOutcome[] outcomes = await Task.WhenAll(runners.Select(r => Task.Run(() => c.ClaimAsync(r, id))));
                Check.Equal(1, outcomes.Count(o => o.Result == ClaimResult.Claimed), $"winners in round {round}");
            }
        }),
        new("Eight runners that take at once get everything once", Area, async c =>
        {
            InvocationRecord[] records = [.. Enumerable.Range(0, 1000).Select(_ => c.Record())];
            await c.PublishAndRouteAsync(records);
            var taken = new ConcurrentBag<InvocationId>();
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                RunnerId runner = await c.RunnerAsync();
                while (await c.TakeAsync(runner, 7) is { Count: > 0 } batch)
                {
                    foreach (ClaimedInvocation claimed in batch)
                    {
                        taken.Add(claimed.Record.Id);
                    }
                }
            })));
            Check.Sequence(records.Select(r => r.Id).Order(), taken.Order());
        }),
        new("A completion and a cancellation at once leave one end", Area, async c =>
        {
            for (int round = 0; round < 30; round++)
            {
                (InvocationId id, Fence fence) = await WaitCases.RunningAsync(c);
                TransitionOutcome[] outcomes = await Task.WhenAll(
                    Task.Run(() => c.MoveAsync(id, fence, InvocationStatus.Success)),
                    Task.Run(() => c.MoveAsync(id, null, InvocationStatus.Cancelled)));
                Check.Equal(1, outcomes.Count(o => o.IsApplied), $"ends in round {round}");
                Check.Equal(4, (await c.HistoryAsync(id)).Length, "rows");
            }
        }),
        new("Publishers at once lose nothing, and keep their own order", Area, async c =>
        {
            InvocationRecord[][] lots = [.. Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, 50).Select(_ => c.Record()).ToArray())];
            await Task.WhenAll(lots.Select(lot => Task.Run(async () =>
            {
                foreach (InvocationRecord[] pair in lot.Chunk(2))
                {
                    await c.PublishAndRouteAsync(pair);
                }
            })));
            RunnerId runner = await c.RunnerAsync();
            List<InvocationId> taken = [.. (await c.TakeAsync(runner, 1000)).Select(t => t.Record.Id)];
            Check.Equal(400, taken.Distinct().Count(), "taken");
            foreach (InvocationRecord[] lot in lots)
            {
                HashSet<InvocationId> own = [.. lot.Select(r => r.Id)];
                Check.Sequence(lot.Select(r => r.Id), taken.Where(own.Contains), "a publisher's own order");
            }
        }),
    ];
}
