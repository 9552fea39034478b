namespace Pynenc.Testing.Conformance.Generated;

/// <summary>What can be asked of a state backend.</summary>
internal enum StoreVerb
{
    Publish,
    MarkRouted,
    Claim,
    Move,
    Wait,
    Cancel,
    Renew,
    Advance,
    Expire,
    Replace,
    Look,
}
