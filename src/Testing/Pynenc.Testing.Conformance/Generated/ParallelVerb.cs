namespace Pynenc.Testing.Conformance.Generated;

/// <summary>What producers and consumers do at once.</summary>
internal enum ParallelVerb
{
    Route,
    Receive,
    Count,
}
