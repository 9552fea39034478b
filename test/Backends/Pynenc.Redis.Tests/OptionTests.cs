using Microsoft.Extensions.Configuration;

namespace Pynenc.Redis.Tests;

/// <summary>Every problem of the configuration is told at once, and no part of a connection string is repeated.</summary>
public sealed class OptionTests
{
    [Fact]
    public void The_defaults_are_these()
    {
        var options = new RedisBackendOptions();
        Assert.Equal(("pynenc", TimeSpan.FromSeconds(5)), (options.KeyPrefix, options.SafetyPoll));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("  ", "is empty")]
    [InlineData("redis://localhost:6379", "'://'")]
    [InlineData("ssl=true", "names no host")]
    [InlineData($"localhost,password=a,{Server.Secret}=b", "cannot contain a comma")]
    [InlineData($"localhost,connectTimeout={Server.Secret}", "does not fit its name")]
    public void A_connection_string_that_cannot_work_is_told_without_its_content(string text, string told)
    {
        var error = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o.UseRedis(text)));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Contains("UseRedis", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_come_together_with_value_and_limit()
    {
        var error = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o.UseRedis("", s =>
        {
            s.KeyPrefix = "Shop {1}";
            s.SafetyPoll = TimeSpan.FromMilliseconds(1);
        })));
        Assert.All(
            ["is empty", "KeyPrefix is 'Shop {1}'", "1 to 40 characters", "SafetyPoll is 00:00:00.0010000", "01:00:00"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_selected_by_its_name_in_configuration()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Pynenc:Backend"] = "redis",
            ["Pynenc:Redis:ConnectionString"] = "localhost:6379",
            ["Pynenc:Redis:SafetyPoll"] = "00:00:07",
        }).Build();
        await using var app = PynencApp.Create(o => o.UseConfiguration(configuration.GetSection("Pynenc")));
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.IsType<RedisBroker>(app.Broker).Database.Settings.SafetyPoll);
    }
}
