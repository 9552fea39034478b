namespace Pynenc.Testing.Conformance.Generated;

/// <summary>Sequences nobody thought of, compared with small models; a failure comes with its seed and its shortest history.</summary>
internal static class GeneratedCases
{
    private const string Area = "generated";

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("Whatever is asked of it in whatever order, a broker does as a simple list would", Area, c =>
            Sequences.RunAsync(c, BrokerStep.Sequences, () => BrokerPlay.StartAsync(c))),
        new("Whatever is asked of it in whatever order, a state backend follows the rules", Area, c =>
            Sequences.RunAsync(c, StoreStep.Sequences, () => StorePlay.StartAsync(c))),
        new("Whatever producers and consumers do at once could have been done one after the other", Area, c =>
            Sequences.RunAsync(c, ParallelStep.Sequences, steps => ParallelPlay.PlayAsync(c, steps))),
        new("With producers and consumers at once nothing comes twice and nothing is lost", Area, ParallelPlay.NothingTwiceNothingLostAsync),
    ];
}
