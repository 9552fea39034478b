using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>What one <see cref="LimitedTake"/> gave.</summary>
/// <param name="Outcome">What was claimed.</param>
/// <param name="Picked">How many entries it looked at; some of them may have been held back.</param>
/// <param name="AnyLimited">True when one of them may have had limits.</param>
internal readonly record struct LimitedTaken(TakeOutcome Outcome, int Picked, bool AnyLimited);
