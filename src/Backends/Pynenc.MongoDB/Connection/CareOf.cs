namespace Pynenc.MongoDB;

/// <summary>Why a sweep must look at an invocation.</summary>
internal static class CareOf
{
    /// <summary>Available, and not in any queue yet.</summary>
    public const int ToBeRouted = 1;

    /// <summary>Available, and given to another's queue; or taken out of this one by hand.</summary>
    public const int Routed = 2;

    /// <summary>Without an owner, in a status that leads to another.</summary>
    public const int Stranded = 3;
}
