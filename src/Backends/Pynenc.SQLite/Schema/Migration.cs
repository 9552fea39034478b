namespace Pynenc.SQLite;

/// <summary>One step of the schema, applied in one transaction and never changed once released.</summary>
/// <param name="Version">The version it leads to.</param>
/// <param name="Sql">Its statements; tables in braces.</param>
internal sealed record Migration(int Version, string Sql);
