using CsCheck;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>One step for a state backend; the numbers name an invocation, a runner, a path, a fence.</summary>
internal readonly record struct StoreStep(StoreVerb Verb, int A, int B, int C)
{
    public static Gen<StoreStep[]> Sequences { get; } = Gen.Select(
        Gen.Frequency(
            (12, Gen.Const(StoreVerb.Publish)), (4, Gen.Const(StoreVerb.MarkRouted)), (18, Gen.Const(StoreVerb.Claim)),
            (32, Gen.Const(StoreVerb.Move)), (18, Gen.Const(StoreVerb.Wait)), (3, Gen.Const(StoreVerb.Cancel)),
            (5, Gen.Const(StoreVerb.Renew)), (6, Gen.Const(StoreVerb.Advance)), (3, Gen.Const(StoreVerb.Expire)),
            (2, Gen.Const(StoreVerb.Replace)), (3, Gen.Const(StoreVerb.Look))),
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        (verb, a, b, c) => new StoreStep(verb, a, b, c)).Array[5, 50].Select(Begin);

    /// <summary>Begins with two that are claimed, every other time running, so that few steps are spent on nothing.</summary>
    private static StoreStep[] Begin(StoreStep[] steps) =>
    [
        new(StoreVerb.Publish, 0, 1, 1), new(StoreVerb.Publish, 1, 1, 1), new(StoreVerb.Claim, 0, 0, 0), new(StoreVerb.Claim, 1, 1, 0),
        .. steps.Length % 2 == 0 ? new StoreStep[] { new(StoreVerb.Move, 0, 0, 1), new(StoreVerb.Move, 1, 0, 1) } : [],
        .. steps,
    ];
}
