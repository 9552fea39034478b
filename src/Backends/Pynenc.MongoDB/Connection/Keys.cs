using System.Globalization;
using MongoDB.Bson;

namespace Pynenc.MongoDB;

/// <summary>The ids of documents: the application, a slash, and what it is within the application.</summary>
internal sealed class Keys(AppId app)
{
    private readonly string _prefix = app.Value + "/";

    /// <summary>Where the ids of this application begin, and where they have ended.</summary>
    public (string From, string Below) Range { get; } = (app.Value + "/", app.Value + "0");

    public string Of(InvocationId id) => Of(id.Value);

    public string Of(Guid id) => string.Concat(_prefix, id.ToString("N"));

    public string Of(long number) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{number}");

    public string Of(string name) => _prefix + name;

    /// <summary>The part of something that has a key.</summary>
    public static string Part(string key, string writer, int chunk) => string.Create(CultureInfo.InvariantCulture, $"{key}/{writer}/{chunk}");

    /// <summary>The name of a key that <see cref="Of(string)"/> made.</summary>
    public string Name(BsonValue key) => key.AsString[_prefix.Length..];

    /// <summary>The invocation of a key that <see cref="Of(InvocationId)"/> made.</summary>
    public InvocationId Invocation(BsonValue key) => new(Guid.ParseExact(key.AsString.AsSpan(_prefix.Length), "N"));
}
