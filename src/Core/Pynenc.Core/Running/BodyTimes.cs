namespace Pynenc.Running;

/// <summary>How long bodies take of late, on average. Many threads note at once; a note that overwrites another does no harm.</summary>
internal sealed class BodyTimes
{
    private const int Weight = 16;

    private double _average = TimeSpan.TicksPerSecond;

    /// <summary>The average in ticks, never below one. A second until bodies were seen.</summary>
    public double Average => Volatile.Read(ref _average);

    /// <summary>Notes how long a body took.</summary>
    public void Note(double ticks)
    {
        // Read once: of two readings that another thread has come between, the difference can throw the average below zero.
        double average = Volatile.Read(ref _average);
        Volatile.Write(ref _average, average + ((Math.Max(ticks, 1) - average) / Weight));
    }

    /// <summary>Takes bodies for long ones, until they are seen to be short.</summary>
    public void Forget() => Volatile.Write(ref _average, TimeSpan.TicksPerSecond);
}
