using Pynenc.Backend;

namespace Pynenc.Postgres;

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

    /// <summary>Those that a claim or an end must look for.</summary>
    Limits = Concurrency | Rate | Reservation,
}
