using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>What a take found.</summary>
/// <param name="Outcome">What the runner gets.</param>
/// <param name="Stale">How many entries of what nobody can claim any more were dropped on the way.</param>
/// <param name="Blocked">How many were blocked by their concurrency limit.</param>
/// <param name="Dropped">Those of them that ended with it.</param>
internal readonly record struct TakeResult(TakeOutcome Outcome, int Stale, int Blocked, IReadOnlyList<InvocationId> Dropped);
