using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>What a take found.</summary>
/// <param name="Outcome">What the runner gets.</param>
/// <param name="Stale">How many entries were dropped on the way.</param>
internal readonly record struct TakeResult(TakeOutcome Outcome, int Stale);
