namespace Pynenc.Redis;

/// <summary>Times as the scripts reckon with them: microseconds since 1970, which a script's numbers hold exactly for 285 years.</summary>
internal static class Micros
{
    /// <summary>Rounded down.</summary>
    public static double Of(DateTimeOffset time) => Math.Floor((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / (double)TimeSpan.TicksPerMicrosecond);

    /// <summary>Rounded up, so that nothing is due early; 0 when there is no due time.</summary>
    public static double Due(DateTimeOffset? time) => time is { } due
        ? Math.Ceiling((due.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / (double)TimeSpan.TicksPerMicrosecond)
        : 0;

    /// <summary>As many as fit a time; a lease of years needs no more.</summary>
    public static double Of(TimeSpan span) => Math.Ceiling(span.TotalMicroseconds);

    /// <summary>Read back; 0 or less is none.</summary>
    public static DateTimeOffset? Time(double micros) => micros <= 0
        ? null
        : micros >= (DateTimeOffset.MaxValue.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond
            ? DateTimeOffset.MaxValue
            : DateTimeOffset.UnixEpoch.AddTicks((long)micros * TimeSpan.TicksPerMicrosecond);
}
