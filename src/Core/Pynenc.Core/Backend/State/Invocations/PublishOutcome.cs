namespace Pynenc.Backend;

/// <summary>What became of one published invocation.</summary>
/// <param name="Result">Stored now, or why not.</param>
/// <param name="Id">The invocation the caller now has: its own, or the holder of the reservation.</param>
public readonly record struct PublishOutcome(PublishResult Result, InvocationId Id)
{
    /// <summary>True when it was stored by this step.</summary>
    public bool IsPublished => Result == PublishResult.Published;
}
