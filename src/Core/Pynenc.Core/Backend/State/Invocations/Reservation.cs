namespace Pynenc.Backend;

/// <summary>A key that only one invocation holds: whoever publishes under it meanwhile is given that one.</summary>
/// <param name="Key">The key. 1 to 200 printable ASCII characters; holds no argument in clear.</param>
/// <param name="End">When the holder lets it go.</param>
/// <param name="KeepFor">With <see cref="ReservationEnd.Kept"/>: how long after a success, by the time of its history row. Above zero.</param>
public sealed record Reservation(string Key, ReservationEnd End, TimeSpan KeepFor = default);
