using System.Collections.Concurrent;
using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>Clients that route, receive and count at once.</summary>
internal static class ParallelPlay
{
    /// <summary>How often the same calls are made again before they count as harmless: what races shows now and then.</summary>
    private const int Repeats = 4;

    public static async Task<Counterexample?> PlayAsync(CaseContext c, IReadOnlyList<ParallelStep> steps)
    {
        for (int i = 0; i < Repeats; i++)
        {
            try
            {
                ParallelCall[] calls = await c.SoonAsync(OnceAsync(c, steps), "every call ends");
                if (!Linearization.Exists(calls))
                {
                    return new Counterexample(
                        [.. calls.OrderBy(call => call.Began).Select(call => call.ToString())],
                        "Expected an order of these calls, each between its begin and its end, in which one first-in-first-out queue answers so; saw that there is none.");
                }
            }
            catch (Exception error) when (!c.Token.IsCancellationRequested)
            {
                return new Counterexample([.. steps.Select(s => $"client {s.Client}: {s.Verb}")], error is ConformanceException ? error.Message : $"expected no exception, saw {error.GetType().Name}: {error.Message}");
            }
        }

        return null;
    }

    public static async Task NothingTwiceNothingLostAsync(CaseContext c)
    {
        var routed = new ConcurrentBag<InvocationId>();
        var received = new ConcurrentBag<InvocationId>();
        int producers = 4;
        Task[] work =
        [
            .. Enumerable.Range(0, producers).Select(_ => Task.Run(async () =>
            {
                for (int i = 0; i < 50; i++)
                {
                    InvocationId[] ids = [InvocationId.New(), InvocationId.New()];
                    await c.Broker.RouteInvocationsAsync(ids, c.Token);
                    Array.ForEach(ids, routed.Add);
                }

                Interlocked.Decrement(ref producers);
            })),
            .. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                // Whether all producers are done is read before the look, so that the last look comes after the last route.
                for (bool isLast = false; ; isLast = Volatile.Read(ref producers) == 0)
                {
                    IReadOnlyList<Delivery> deliveries = await c.ReceiveAsync(3);
                    await c.Broker.AckAsync(deliveries, c.Token);
                    foreach (Delivery delivery in deliveries)
                    {
                        received.Add(delivery.Id);
                    }

                    if (isLast && deliveries.Count == 0)
                    {
                        return;
                    }
                }
            })),
        ];
        await Task.WhenAll(work);
        Check.Equal(0, received.GroupBy(id => id).Count(g => g.Count() > 1), "ids received twice");
        Check.Equal(0, routed.Except(received).Count(), "ids lost");
        Check.Equal(routed.Count, received.Count, "received");
    }

    private static async Task<ParallelCall[]> OnceAsync(CaseContext c, IReadOnlyList<ParallelStep> steps)
    {
        await c.Broker.PurgeAsync(c.Token);
        InvocationId[] ids = [.. steps.Select(_ => InvocationId.New())];
        var calls = new ParallelCall[steps.Count];
        long clock = 0;
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] clients =
        [
            .. steps.Select((step, i) => (step, i)).GroupBy(s => s.step.Client).Select(own => Task.Run(async () =>
            {
                await go.Task;
                foreach ((ParallelStep step, int i) in own)
                {
                    long began = Interlocked.Increment(ref clock);
                    long? value = await CallAsync(c, step, ids, i);
                    calls[i] = new ParallelCall(step, began, Interlocked.Increment(ref clock), value);
                }
            })),
        ];
        go.SetResult();
        await Task.WhenAll(clients);
        return calls;
    }

    private static async Task<long?> CallAsync(CaseContext c, ParallelStep step, InvocationId[] ids, int i)
    {
        switch (step.Verb)
        {
            case ParallelVerb.Route:
                await c.Broker.RouteInvocationAsync(ids[i], c.Token);
                return i;
            case ParallelVerb.Count:
                return await c.Broker.CountInvocationsAsync(c.Token);
            default:
                IReadOnlyList<Delivery> got = await c.ReceiveAsync(1);
                return got.Count == 0 ? null : Array.IndexOf(ids, got[0].Id);
        }
    }
}
