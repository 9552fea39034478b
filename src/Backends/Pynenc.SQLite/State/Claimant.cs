using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Who claims, and when.</summary>
/// <param name="Runner">The runner.</param>
/// <param name="Number">Its number.</param>
/// <param name="At">The time for the history.</param>
/// <param name="Now">The time by which work is due.</param>
/// <param name="IsColocated">The queue of this database holds back what is not due, so no mark is needed.</param>
internal readonly record struct Claimant(RunnerId Runner, long Number, DateTimeOffset At, DateTimeOffset Now, bool IsColocated);
