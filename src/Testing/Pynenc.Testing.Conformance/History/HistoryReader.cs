using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.History;

/// <summary>Reads what a store knows at the end of a run.</summary>
public static class HistoryReader
{
    private const int PageSize = 500;

    /// <summary>Reads every invocation with its history and payload, the counters, and the slots of each key. The application should be at rest.</summary>
    public static async Task<RecordedRun> ReadAsync(PynencApp app, CancellationToken cancellationToken)
    {
        var invocations = new List<RecordedInvocation>();
        for (long? after = 0; after is { } from;)
        {
            InvocationPage page = await app.PageAsync(after: from, limit: PageSize, cancellationToken: cancellationToken).ConfigureAwait(false);
            IReadOnlyList<InvocationOutcome> outcomes = await app.State.Queries
                .GetOutcomesAsync([.. page.Items.Select(i => i.Record.Id)], cancellationToken).ConfigureAwait(false);
            Dictionary<InvocationId, ReadOnlyMemory<byte>?> payloads = outcomes.ToDictionary(o => o.Id, o => o.Payload);
            foreach (InvocationState state in page.Items)
            {
                IReadOnlyList<HistoryEntry> history =
                    await app.State.Queries.GetHistoryAsync(state.Record.Id, cancellationToken).ConfigureAwait(false);
                invocations.Add(new RecordedInvocation(state, history, payloads.GetValueOrDefault(state.Record.Id)));
            }

            after = page.Next;
        }

        var slots = new List<ConcurrencyState>();
        foreach (string key in invocations.Select(i => i.State.Record.Concurrency?.Key).OfType<string>().Distinct())
        {
            slots.Add(await app.State.Queries.GetConcurrencyAsync(key, cancellationToken).ConfigureAwait(false));
        }

        return new RecordedRun
        {
            Invocations = invocations,
            Slots = slots,
            Counters = await app.CountAsync(cancellationToken).ConfigureAwait(false),
        };
    }
}
