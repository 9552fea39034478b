using System.Net;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using MongoDB.Driver.Core.Connections;
using MongoDB.Driver.Core.Servers;
using Pynenc.Backend;

namespace Pynenc.MongoDB.Tests;

/// <summary>What the server says becomes a sentence with the host, the database and the next step.</summary>
public sealed class ErrorsTests
{
    private const string Where = "MongoDB at db1:27017, database 'shop',";

    private static readonly MongoBackendOptions Options = new();

    [Theory]
    [InlineData(13, "readWrite", false)]
    [InlineData(18, "authSource", false)]
    [InlineData(73, "MongoBackendOptions.Database", false)]
    [InlineData(85, "drop the index", false)]
    [InlineData(10334, "InlineBytes", false)]
    [InlineData(14031, "Free space", true)]
    [InlineData(10107, "replicaSet", true)]
    [InlineData(189, "replicaSet", true)]
    [InlineData(112, "tried again", true)]
    [InlineData(100, "members of the replica set", true)]
    [InlineData(99999, "Report it", false)]
    public void A_code_of_the_server_names_what_to_do(int code, string next, bool isTransient)
    {
        var connection = new ConnectionId(new ServerId(new ClusterId(), new DnsEndPoint("db1", 27017)));
        var said = new MongoCommandException(connection, "Command failed", [], new BsonDocument { { "ok", 0 }, { "code", code }, { "errmsg", "as it is" } });
        BackendException told = MongoErrors.Of(said, Where, Options, cluster: null);
        Assert.Contains("MongoDB at db1:27017, database 'shop'", told.Message, StringComparison.Ordinal);
        Assert.Contains(next, told.Message, StringComparison.Ordinal);
        Assert.Equal(isTransient, told.IsTransient);
    }

    [Fact]
    public void A_long_message_is_cut() =>
        Assert.InRange(MongoErrors.Of(new MongoClientException(new string('x', 10_000)), Where, Options, cluster: null).Message.Length, 1, 600);

    [Fact]
    public async Task A_server_that_is_not_there_is_named_within_the_time_out_and_the_password_is_not()
    {
        await using var app = PynencApp.Create(o => o.UseMongoDB(
            "mongodb://user:s3cret@127.0.0.1:1/shop?directConnection=true", s => s.CommandTimeout = TimeSpan.FromSeconds(1)));
        BackendUnavailableException told = await Assert.ThrowsAsync<BackendUnavailableException>(
            async () => await app.InitializeAsync(TestContext.Current.CancellationToken));
        Assert.Contains("127.0.0.1:1, database 'shop'", told.Message, StringComparison.Ordinal);
        Assert.Contains("refused", told.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cret", told.ToString(), StringComparison.Ordinal);
        Assert.InRange(told.Message.Length, 1, 800);
    }
}
