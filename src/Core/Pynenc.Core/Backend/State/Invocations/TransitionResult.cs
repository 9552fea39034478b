namespace Pynenc.Backend;

/// <summary>How a transition ended.</summary>
public enum TransitionResult
{
    /// <summary>Applied, now or by an earlier attempt of the same request.</summary>
    Applied,

    /// <summary>The caller does not hold the claim: another owner, another epoch, or no owner where one is needed.</summary>
    FenceLost,

    /// <summary>The path is not one the status machine allows from the present status.</summary>
    Illegal,

    /// <summary>No such invocation.</summary>
    Unknown,
}
