namespace Pynenc.Redis;

/// <summary>Times as the scripts reckon with them: microseconds since 1970, which a script's numbers hold exactly for 285 years.</summary>
internal static class Micros
{
    private static readonly long Epoch = DateTimeOffset.UnixEpoch.UtcTicks;
    private static readonly long Latest = (DateTimeOffset.MaxValue.UtcTicks - Epoch) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Rounded down.</summary>
    public static double Of(DateTimeOffset time) => Floor(time.UtcTicks - Epoch);

    /// <summary>Rounded up, so that nothing is due early; 0 when there is no due time.</summary>
    public static double Due(DateTimeOffset? time) => time is { } due ? -Floor(Epoch - due.UtcTicks) : 0;

    /// <summary>Rounded up.</summary>
    public static double Of(TimeSpan span) => -Floor(-span.Ticks);

    /// <summary>Read back; 0 or less is none.</summary>
    public static DateTimeOffset? Time(double micros) =>
        micros <= 0 ? null : micros >= Latest ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch.AddTicks((long)micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>Whole numbers all the way: ticks of today have more digits than a double holds.</summary>
    private static double Floor(long ticks) => (ticks / TimeSpan.TicksPerMicrosecond) - (ticks % TimeSpan.TicksPerMicrosecond < 0 ? 1 : 0);
}
