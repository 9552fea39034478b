namespace Pynenc.Backend;

/// <summary>How many invocations of a key may be let go within any period.</summary>
/// <param name="Key">Names what they share. 1 to 200 printable ASCII characters; holds no argument in clear.</param>
/// <param name="Limit">The most that are let go within a period. 1 to 10,000.</param>
/// <param name="Period">The length of the sliding window. 1 ms to 1 day.</param>
/// <remarks>
/// An invocation is let go at its grant: now, or one period after the grant that is <see cref="Limit"/> grants older. It is claimed
/// at its grant or later; when runners are too few to claim in time, late ones may come closer together than their grants.
/// </remarks>
public sealed record RateLimit(string Key, int Limit, TimeSpan Period);
