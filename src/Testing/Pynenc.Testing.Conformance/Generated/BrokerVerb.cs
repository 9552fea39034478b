namespace Pynenc.Testing.Conformance.Generated;

/// <summary>What can be asked of a broker.</summary>
internal enum BrokerVerb
{
    Route,
    Receive,
    Ack,
    AckLate,
    Release,
    Advance,
    Count,
    Purge,
}
