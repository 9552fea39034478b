using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>What few invocations have; the row of one that has any says so, and the rest of it is in a table apart. The numbers are stored.</summary>
[Flags]
internal enum Traits
{
    /// <summary>Nothing; stored as NULL.</summary>
    None = 0,

    /// <summary><see cref="InvocationRecord.Lane"/>.</summary>
    Lane = 1,

    /// <summary><see cref="InvocationRecord.Concurrency"/>.</summary>
    Concurrency = 2,

    /// <summary><see cref="InvocationRecord.Rate"/>.</summary>
    Rate = 4,

    /// <summary><see cref="InvocationRecord.Reservation"/>.</summary>
    Reservation = 8,

    /// <summary><see cref="InvocationRecord.Contents"/>, or a result's; they stand in a table of their own.</summary>
    Contents = 16,

    /// <summary>Those that stand in a row of <see cref="TraitRow"/>.</summary>
    Row = Lane | Concurrency | Rate | Reservation,

    /// <summary>Those that a claim or an end must look for.</summary>
    Limits = Concurrency | Rate | Reservation,
}
