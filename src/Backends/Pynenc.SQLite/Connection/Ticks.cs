namespace Pynenc.SQLite;

/// <summary>Times as they are stored: ticks of 100 ns since the year 1, UTC, so that nothing is rounded.</summary>
internal static class Ticks
{
    public static long Of(DateTimeOffset time) => time.UtcTicks;

    public static long? Of(DateTimeOffset? time) => time?.UtcTicks;

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
