using MongoDB.Bson;

namespace Pynenc.MongoDB;

/// <summary>Values as they are stored, so that what is read is exactly what was written.</summary>
internal static class Bson
{
    public static BsonBinaryData Of(Guid value) => new(value, GuidRepresentation.Standard);

    public static BsonBinaryData Of(ReadOnlyMemory<byte> value) => new(value.ToArray());

    public static BsonInt64 Of(DateTimeOffset time) => new(time.UtcTicks);

    public static BsonDocument In(IEnumerable<BsonValue> values) => new("$in", new BsonArray(values));

    public static BsonDocument In(IEnumerable<string> values) => new("$in", new BsonArray(values));

    public static DateTimeOffset Time(this BsonDocument document, string field) => new(document[field].ToInt64(), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(this BsonDocument document, string field) =>
        document.TryGetValue(field, out BsonValue? value) && !value.IsBsonNull ? new DateTimeOffset(value.ToInt64(), TimeSpan.Zero) : null;

    public static Guid Guid(this BsonDocument document, string field) => document[field].AsGuid;

    public static Guid? GuidOrNull(this BsonDocument document, string field) =>
        document.TryGetValue(field, out BsonValue? value) && !value.IsBsonNull ? value.AsGuid : null;

    public static string? TextOrNull(this BsonDocument document, string field) =>
        document.TryGetValue(field, out BsonValue? value) && !value.IsBsonNull ? value.AsString : null;

    public static long Long(this BsonDocument document, string field) => document[field].ToInt64();

    public static long? LongOrNull(this BsonDocument document, string field) =>
        document.TryGetValue(field, out BsonValue? value) && !value.IsBsonNull ? value.ToInt64() : null;

    public static int Int(this BsonDocument document, string field) => document[field].ToInt32();

    public static InvocationStatus Status(this BsonDocument document) => (InvocationStatus)document[Field.Status].ToInt32();

    /// <summary>A random number nobody else draws.</summary>
    public static long Token() => Random.Shared.NextInt64(1, long.MaxValue);
}
