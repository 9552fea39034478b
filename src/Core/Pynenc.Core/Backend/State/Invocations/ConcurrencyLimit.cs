namespace Pynenc.Backend;

/// <summary>How many invocations of a key may be owned at once.</summary>
/// <param name="Key">Names what they share. 1 to 200 printable ASCII characters; holds no argument in clear.</param>
/// <param name="Limit">The most that are owned at once. 1 to 1,000,000.</param>
/// <param name="WhenBlocked">What becomes of one that is claimed while all slots of the key are taken.</param>
public sealed record ConcurrencyLimit(string Key, int Limit, BlockedAction WhenBlocked = BlockedAction.Wait)
{
    /// <summary>The reason that stands with the status of one that was blocked.</summary>
    public string BlockedReason => WhenBlocked == BlockedAction.Wait
        ? $"All {Limit} slots of {Key} were taken; it is given one when it comes free."
        : $"All {Limit} slots of {Key} were taken, and its task drops what is blocked.";
}
