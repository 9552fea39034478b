namespace Pynenc.App;

public sealed class NamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("shop")]
    [InlineData("shop-2_x")]
    [InlineData("0shop")]
    public void A_plain_app_id_is_taken_as_it_is(string id) => Assert.Equal(id, new AppId(id).Value);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("Shop", "'S' at position 0")]
    [InlineData("-shop", "'-' at position 0")]
    [InlineData("sh op", "' ' at position 2")]
    [InlineData("shop.eu", "'.' at position 4")]
    [InlineData("shöp", "'ö' at position 2")]
    [InlineData("a'; DROP TABLE x; --", "''' at position 1")]
    public void An_odd_app_id_is_refused_with_the_place_of_the_fault(string id, string fault)
    {
        var error = Assert.Throws<ArgumentException>(() => new AppId(id));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_id_of_64_characters_is_refused_with_the_limit()
    {
        Assert.Equal(63, new AppId(new string('a', 63)).Value.Length);
        var error = Assert.Throws<ArgumentException>(() => new AppId(new string('a', 64)));
        Assert.Contains("64 characters; the limit is 63", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_name_may_have_dots_and_no_spaces()
    {
        Assert.Equal("mail.eu", new QueueName("mail.eu").Value);
        Assert.Throws<ArgumentException>(() => new QueueName("mail eu"));
        Assert.Throws<ArgumentException>(() => new QueueName(""));
    }

    [Fact]
    public void The_default_queue_is_the_queue_named_default()
    {
        Assert.Equal(new QueueName("default"), default);
        Assert.Equal(new QueueName("default").GetHashCode(), default(QueueName).GetHashCode());
        Assert.True(default(QueueName).IsDefault);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(100.1)]
    [InlineData(-100.1)]
    public void A_priority_out_of_range_is_refused(double value)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Priority(value));
        Assert.Contains("not between -100 and 100", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData(".a", "'.' at position 0")]
    [InlineData("a b", "' ' at position 1")]
    [InlineData("a:b", "':' at position 1")]
    public void An_odd_task_id_is_refused(string id, string fault) =>
        Assert.Contains(fault, Assert.Throws<ArgumentException>(() => new TaskId(id)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_task_id_is_split_at_its_last_dot()
    {
        var id = new TaskId("Shop.Jobs+Inner.Add");
        Assert.Equal("Shop.Jobs+Inner", id.Module);
        Assert.Equal("Add", id.Name);
        Assert.Equal("add", new TaskId("add").Name);
        Assert.Equal("", new TaskId("add").Module);
    }
}
