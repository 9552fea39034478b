using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.LoadBench.Targets;

/// <summary>What a MongoDB server says of itself.</summary>
internal sealed class MongoCounters(string connectionString)
{
    public const string Operations = "operations";

    private readonly MongoClient _client = new(connectionString);

    /// <summary>Operations of all clients: each document of an insert, each update of a bulk. Empty where the server does not count.</summary>
    public async ValueTask<IReadOnlyList<Tally>> CountAsync()
    {
        BsonDocument status = await _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("serverStatus", 1));
        return status.TryGetValue("opcounters", out BsonValue counters) && counters.IsBsonDocument
            ? [new Tally(Operations, counters.AsBsonDocument.Values.Where(v => v.IsNumeric).Sum(v => Convert.ToInt64(v.ToDouble(), CultureInfo.InvariantCulture)))]
            : [];
    }
}
