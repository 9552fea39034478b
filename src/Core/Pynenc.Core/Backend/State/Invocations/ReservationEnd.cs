namespace Pynenc.Backend;

/// <summary>When an invocation lets its reservation go. The numbers are stored; they are never changed or reused.</summary>
public enum ReservationEnd
{
    /// <summary>At its first claim.</summary>
    Claimed = 1,

    /// <summary>When it is final.</summary>
    Ended = 2,

    /// <summary>When it is final without success, or a time after its success.</summary>
    Kept = 3,
}
