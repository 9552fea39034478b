namespace Pynenc.MongoDB.Tests;

/// <summary>Every problem is told at once, with what was seen and what to write instead; a secret is never repeated.</summary>
public sealed class OptionsTests
{
    private const string Good = "mongodb://user:s3cret@host1,host2/shop?replicaSet=rs0";

    [Fact]
    public void The_defaults_are_complete()
    {
        var options = new MongoBackendOptions();
        Assert.Empty(MongoBackendOptionsValidator.Problems(Good, options));
        Assert.Equal((null, 5, 2, 30, 65536), (options.Database, options.SafetyPoll.TotalSeconds, options.PollInterval.TotalSeconds, options.CommandTimeout.TotalSeconds, options.InlineBytes));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("   ", "is empty")]
    [InlineData("localhost:27017", "does not begin with mongodb://")]
    [InlineData("mongodb://user:s3cret@@host/x", "cannot be read")]
    [InlineData("mongodb://user:s3cret@host:999999/x", "cannot be read")]
    [InlineData("mongodb://user:s3cret@host/?w=1", "w=1")]
    [InlineData("mongodb://user:s3cret@host/?journal=false", "journal=false")]
    [InlineData("mongodb://user:s3cret@host/?readPreference=secondary", "readPreference=Secondary")]
    [InlineData("mongodb://user:s3cret@host/admin", "'admin'")]
    public void A_connection_string_that_cannot_do_is_refused_without_its_password(string connectionString, string expected)
    {
        string problem = Assert.Single(MongoBackendOptionsValidator.Problems(connectionString, new MongoBackendOptions()));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb://host/?w=majority")]
    [InlineData("mongodb://host/?journal=true")]
    [InlineData("mongodb://host/?readPreference=primary")]
    [InlineData("mongodb+srv://user:s3cret@cluster.example.com/shop")]
    public void What_is_as_strong_is_accepted(string connectionString) =>
        Assert.Empty(MongoBackendOptionsValidator.Problems(connectionString, new MongoBackendOptions()));

    [Theory]
    [InlineData("mongodb://host", null, "pynenc")]
    [InlineData("mongodb://host/shop", null, "shop")]
    [InlineData("mongodb://host/shop", "other", "other")]
    public void The_database_is_that_of_the_options_then_of_the_connection_string(string connectionString, string? given, string expected) =>
        Assert.Equal(expected, MongoBackendOptionsValidator.DatabaseOf(connectionString, new MongoBackendOptions { Database = given }));

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a.b")]
    [InlineData("a$b")]
    [InlineData("local")]
    public void A_database_name_the_server_would_not_take_is_refused(string database) =>
        Assert.Contains($"'{database}'", Assert.Single(MongoBackendOptionsValidator.Problems(Good, new MongoBackendOptions { Database = database })), StringComparison.Ordinal);

    [Fact]
    public void All_problems_come_at_once()
    {
        var options = new MongoBackendOptions
        {
            Database = "a b",
            SafetyPoll = TimeSpan.Zero,
            PollInterval = TimeSpan.FromDays(1),
            CommandTimeout = TimeSpan.FromMilliseconds(1),
            InlineBytes = -1,
        };
        PynencConfigurationException problems = Assert.Throws<PynencConfigurationException>(
            () => PynencApp.Create(o => o.UseMongoDB("mongodb://user:s3cret@host/?w=0", s =>
            {
                s.Database = options.Database;
                s.SafetyPoll = options.SafetyPoll;
                s.PollInterval = options.PollInterval;
                s.CommandTimeout = options.CommandTimeout;
                s.InlineBytes = options.InlineBytes;
            })));
        Assert.Equal(6, problems.Problems.Count);
        Assert.DoesNotContain("s3cret", problems.Message, StringComparison.Ordinal);
    }
}
