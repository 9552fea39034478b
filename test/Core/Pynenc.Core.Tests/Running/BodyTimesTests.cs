namespace Pynenc.Running;

/// <summary>The average that decides how much is claimed ahead.</summary>
public sealed class BodyTimesTests
{
    [Fact]
    public void Bodies_count_as_long_until_short_ones_are_seen()
    {
        var times = new BodyTimes();
        Assert.Equal(TimeSpan.TicksPerSecond, times.Average);
        for (int i = 0; i < 1000; i++)
        {
            times.Note(10);
        }

        Assert.Equal(10, times.Average, precision: 3);
        times.Forget();
        Assert.Equal(TimeSpan.TicksPerSecond, times.Average);
    }

    /// <summary>An average below zero would tell a runner to claim nothing, for ever. Cold code, compiled without optimization, showed it.</summary>
    [Fact]
    public void Threads_that_note_and_forget_at_once_keep_the_average_between_what_was_noted()
    {
        var times = new BodyTimes();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int i = 0; i < 500_000; i++)
            {
                times.Note(0);
                if (i % 50 == 0)
                {
                    times.Forget();
                }

                Assert.InRange(times.Average, 1, TimeSpan.TicksPerSecond);
            }
        });
    }
}
