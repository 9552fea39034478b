namespace Pynenc.SQLite;

/// <summary>The names of one application's tables: <c>"pynenc.shop.invocation"</c>.</summary>
/// <remarks>
/// No two applications ever meet: an app id has no dot and neither has a kind of table, so a name has exactly two dots and
/// splits in one way only. A name built with underscores would not do: SQLite keeps every name that begins with
/// <c>sqlite_</c> for itself, and <c>sqlite</c> is a lawful app id. Tables are purged by their full names, never by a pattern.
/// </remarks>
internal sealed class TableNames(AppId appId)
{
    /// <summary>The application.</summary>
    public AppId AppId => appId;

    /// <summary>Replaces <c>{kind}</c> and <c>{kind.index}</c> by quoted names.</summary>
    public string Render(string template) => template
        .Replace("{", $"\"pynenc.{appId.Value}.", StringComparison.Ordinal)
        .Replace('}', '"');
}
