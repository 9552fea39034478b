namespace Pynenc.Diagnostics;

public sealed class FailPointTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_switched_on_by_default(string? text)
    {
        Assert.Null(FailPointSwitch.Read(text));
        Assert.False(FailPoint.IsOn);
        FailPoint.Hit(FailPoints.TakeClaimed);
    }

    [Fact]
    public void A_point_throws_at_its_hit_and_only_then()
    {
        FailPointSwitch point = FailPointSwitch.Read("take.claimed:throw:2")!;
        Assert.Null(point.Problem);
        point.Hit("take.claimed");
        point.Hit("take.received");
        FailPointException error = Assert.Throws<FailPointException>(() => point.Hit("take.claimed"));
        Assert.True(error.IsTransient);
        Assert.Contains("take.claimed", error.Message, StringComparison.Ordinal);
        point.Hit("take.claimed");
    }

    [Fact]
    public void Without_a_count_the_first_hit_acts() =>
        Assert.Throws<FailPointException>(() => FailPointSwitch.Read("a:throw")!.Hit("a"));

    [Theory]
    [InlineData("take.claimed", "take.claimed:kill:3")]
    [InlineData(":kill", "name:action")]
    [InlineData("a:explode", "'explode' is no action")]
    [InlineData("a:kill:0", "'0' is no count")]
    [InlineData("a:kill:x", "'x' is no count")]
    [InlineData("a:kill:1:2", "name:action")]
    public void A_switch_nobody_can_read_says_what_to_write_and_never_acts(string text, string expected)
    {
        FailPointSwitch point = FailPointSwitch.Read(text)!;
        Assert.Contains(expected, point.Problem, StringComparison.Ordinal);
        point.Hit("a");
        point.Hit("");
    }

    [Fact]
    public void Names_are_listed_once() => Assert.Equal(FailPoints.All.Count, FailPoints.All.Distinct().Count());

    [Fact]
    public void Every_constant_is_listed() =>
        Assert.Equal(
            typeof(FailPoints).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal),
            FailPoints.All.Order(StringComparer.Ordinal));
}
