namespace Pynenc;

/// <summary>What a wait for a group does when a member does not succeed: it failed, or was cancelled, parked, poisoned or dropped.</summary>
public enum FirstFailure
{
    /// <summary>Waits for the others, then throws for the first in the order of the arguments that did not succeed.</summary>
    WaitForAll = 0,

    /// <summary>Throws when its turn comes; the others go on.</summary>
    Throw = 1,

    /// <summary>Cancels the members that have not ended as soon as it is known, and throws.</summary>
    CancelOthers = 2,
}
