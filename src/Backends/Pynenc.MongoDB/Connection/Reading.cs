using MongoDB.Bson;
using MongoDB.Driver;

namespace Pynenc.MongoDB;

/// <summary>Short words for reading.</summary>
internal static class Reading
{
    /// <summary>The documents that match, still to be sorted, limited and read.</summary>
    public static IFindFluent<BsonDocument, BsonDocument> Matching(this IMongoCollection<BsonDocument> documents, BsonDocument filter, FindOptions? options = null) =>
        documents.Find(filter, options);
}
