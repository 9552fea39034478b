using CsCheck;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>One call of one of three clients that work at once.</summary>
internal readonly record struct ParallelStep(int Client, ParallelVerb Verb)
{
    public static Gen<ParallelStep[]> Sequences { get; } = Gen.Select(
        Gen.Int[0, 2],
        Gen.Frequency((5, Gen.Const(ParallelVerb.Route)), (5, Gen.Const(ParallelVerb.Receive)), (1, Gen.Const(ParallelVerb.Count))),
        (client, verb) => new ParallelStep(client, verb)).Array[4, 14];
}
