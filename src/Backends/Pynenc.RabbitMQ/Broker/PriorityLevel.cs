namespace Pynenc.RabbitMQ;

/// <summary>The eleven levels that the 20,000 priorities share. Each level is a queue of its own inside the server, so they are few.</summary>
internal static class PriorityLevel
{
    private const byte Normal = 5;

    private static readonly double[] Steps = [1, 5, 20, 60];

    /// <summary>5 for 0; one level each for more than 0 and from 1, 5, 20 and 60 on; and the same downwards.</summary>
    public static byte Of(Priority priority)
    {
        double size = Math.Abs(priority.Value);
        if (size == 0)
        {
            return Normal;
        }

        int distance = 1 + Steps.Count(step => size >= step);
        return (byte)(priority.Value > 0 ? Normal + distance : Normal - distance);
    }
}
