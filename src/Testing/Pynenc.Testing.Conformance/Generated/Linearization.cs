namespace Pynenc.Testing.Conformance.Generated;

/// <summary>Whether calls made at once could have been made one after the other on one queue, each between its begin and its end.</summary>
/// <remarks>Tries the calls that may come first, and never the same set of calls with the same queue twice (Wing and Gong).</remarks>
internal static class Linearization
{
    public static bool Exists(IReadOnlyList<ParallelCall> calls) => Exists(calls, 0, [], []);

    private static bool Exists(IReadOnlyList<ParallelCall> calls, long done, List<long> queue, HashSet<(long Done, string Queue)> tried)
    {
        if (done == (1L << calls.Count) - 1)
        {
            return true;
        }

        if (!tried.Add((done, string.Join(',', queue))))
        {
            return false;
        }

        long firstEnd = calls.Where((_, i) => (done & (1L << i)) == 0).Min(c => c.Ended);
        for (int i = 0; i < calls.Count; i++)
        {
            if ((done & (1L << i)) == 0 && calls[i].Began < firstEnd && After(calls[i], queue) is { } next &&
                Exists(calls, done | (1L << i), next, tried))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The queue after a call, or <see langword="null"/> when the queue would have answered something else.</summary>
    private static List<long>? After(ParallelCall call, List<long> queue) => call.Step.Verb switch
    {
        ParallelVerb.Route => [.. queue, call.Value!.Value],
        ParallelVerb.Count => call.Value == queue.Count ? queue : null,
        _ when call.Value is null => queue.Count == 0 ? queue : null,
        _ => queue.Count > 0 && queue[0] == call.Value ? queue[1..] : null,
    };
}
