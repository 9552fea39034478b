namespace Pynenc.Redis.Tests;

/// <summary>Times that scripts reckon with lose nothing that matters.</summary>
public sealed class MicrosTests
{
    private static readonly DateTimeOffset Whole = new(2026, 11, 24, 23, 18, 15, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(2_196_401)]
    public void A_due_time_is_read_back_as_the_same_or_the_next_microsecond(long ticks)
    {
        DateTimeOffset due = Whole.AddTicks(ticks);
        TimeSpan later = Micros.Time(Micros.Due(due))!.Value - due;
        Assert.InRange(later, TimeSpan.Zero, TimeSpan.FromTicks(9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2_196_409)]
    public void Any_other_time_is_rounded_down(long ticks)
    {
        DateTimeOffset time = Whole.AddTicks(ticks);
        Assert.InRange(time - Micros.Time(Micros.Of(time))!.Value, TimeSpan.Zero, TimeSpan.FromTicks(9));
    }

    [Fact]
    public void The_end_of_time_stays_what_it_is()
    {
        Assert.Equal(DateTimeOffset.MaxValue, Micros.Time(Micros.Due(DateTimeOffset.MaxValue)));
        Assert.Null(Micros.Time(Micros.Due(null)));
    }
}
