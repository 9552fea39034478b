namespace Pynenc.RabbitMQ;

/// <summary>The twenty-one levels that all priorities share. Each level is a queue of its own inside the server, so they are few.</summary>
internal static class PriorityLevel
{
    private const byte Normal = QueueArguments.TopLevel / 2;

    /// <summary>Where the levels end, upwards and downwards from 0: whole numbers up to 5 have one each.</summary>
    private static readonly double[] Ends = [1, 2, 3, 4, 5, 10, 20, 40, 70];

    public static byte Of(Priority priority)
    {
        double size = Math.Abs(priority.Value);
        int distance = size == 0 ? 0 : 1 + Ends.Count(end => size > end);
        return (byte)(priority.Value > 0 ? Normal + distance : Normal - distance);
    }
}
