using MongoDB.Bson;
using MongoDB.Driver;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>What kind of server it is, by its own words.</summary>
/// <param name="Kind">For the log: a standalone server, a replica set, a sharded cluster.</param>
/// <param name="IsReplicated">True when it has change streams and majorities.</param>
internal sealed record Deployment(string Kind, bool IsReplicated)
{
    /// <summary>The wire protocol of MongoDB 4.4.</summary>
    private const int OldestWire = 9;

    public static async Task<Deployment> ReadAsync(IMongoDatabase database, string server, CancellationToken cancellationToken)
    {
        BsonDocument hello = await HelloAsync(database, cancellationToken).ConfigureAwait(false);
        int wire = hello.GetValue("maxWireVersion", 0).ToInt32();
        if (wire < OldestWire)
        {
            throw new BackendException(
                $"{server} speaks version {wire} of the wire protocol; this backend needs {OldestWire}, MongoDB 4.4, or newer. Upgrade the server.", isTransient: false);
        }

        bool isWritable = hello.GetValue("isWritablePrimary", hello.GetValue("ismaster", false)).ToBoolean();
        if (!isWritable)
        {
            string kind = hello.GetValue("secondary", false).ToBoolean() ? "a secondary" : "not a primary";
            throw new BackendUnavailableException(
                $"{server} is {kind}, which cannot be written to. Name all members and replicaSet in the connection string, and leave out directConnection.");
        }

        return hello.TryGetValue("setName", out BsonValue? name) ? new Deployment($"replica set {name}", IsReplicated: true)
            : hello.GetValue("msg", "").AsString == "isdbgrid" ? new Deployment("a sharded cluster", IsReplicated: true)
            : new Deployment("a standalone server", IsReplicated: false);
    }

    /// <summary>Asks the server about itself and its clock.</summary>
    public static async Task<BsonDocument> HelloAsync(IMongoDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            return await database.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (MongoCommandException unknown) when (unknown.Code == 59)
        {
            // Before 4.4.2 the command had its old name only.
            return await database.RunCommandAsync<BsonDocument>(new BsonDocument("isMaster", 1), cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }
}
