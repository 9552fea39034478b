using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Cases;

/// <summary>The hint that something settled: it may be lost, it must not lie.</summary>
internal static class SignalCases
{
    private const string Area = "signal";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("A listener hears what settled, until it stops listening", Area, async c =>
        {
            if (c.State.Settled == SettledSignal.None)
            {
                throw new ConformanceSkipException($"{c.Backend.Name} tells nothing; callers ask now and then.");
            }

            // Whether a store tells of what its own process settled is its own affair; of what another did it must.
            PynencApp other = await c.OpenAgainAsync();
            InvocationId id = await c.PublishAsync();
            var heard = new TaskCompletionSource<InvocationId>();
            using (c.State.Settled.Subscribe(ids => heard.TrySetResult(ids.Contains(id) ? id : ids[0])))
            {
                TransitionRequest cancel = c.Request(id, null, InvocationStatus.Cancelled);
                Check.Equal(TransitionResult.Applied, (await other.State.Invocations.TransitionAsync([cancel], c.Token))[0].Result);
                Task<InvocationId> told = heard.Task;
                Check.Equal(id, await c.SoonAsync(TellAsync(c, told), "a listener is told of what another process settled"));
            }
        }),
    ];

    private static async Task<InvocationId> TellAsync(CaseContext c, Task<InvocationId> told)
    {
        while (!told.IsCompleted)
        {
            await Task.WhenAny(told, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, c.Token));
            await c.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        return await told;
    }
}
