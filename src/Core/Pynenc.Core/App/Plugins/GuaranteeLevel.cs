namespace Pynenc;

/// <summary>How far a promise goes.</summary>
public enum GuaranteeLevel
{
    /// <summary>It is not made.</summary>
    NotSupported,

    /// <summary>It holds as a rule, and what breaks it is named.</summary>
    BestEffort,

    /// <summary>It holds whatever fails, under the named conditions, and tests prove it.</summary>
    Guaranteed,
}
