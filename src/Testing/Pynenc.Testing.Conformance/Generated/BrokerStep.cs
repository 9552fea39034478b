using CsCheck;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>One step for a broker; the numbers choose among what there is at that moment.</summary>
internal readonly record struct BrokerStep(BrokerVerb Verb, int A, int B)
{
    public static Gen<BrokerStep[]> Sequences { get; } = Gen.Select(
        Gen.Frequency(
            (30, Gen.Const(BrokerVerb.Route)), (25, Gen.Const(BrokerVerb.Receive)), (15, Gen.Const(BrokerVerb.Ack)),
            (4, Gen.Const(BrokerVerb.AckLate)), (10, Gen.Const(BrokerVerb.Release)), (10, Gen.Const(BrokerVerb.Advance)),
            (5, Gen.Const(BrokerVerb.Count)), (1, Gen.Const(BrokerVerb.Purge))),
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        (verb, a, b) => new BrokerStep(verb, a, b)).Array[3, 40];
}
