namespace Pynenc.SQLite;

/// <summary>Which file, whose tables in it, and how it is used.</summary>
/// <param name="Path">The full path of the database.</param>
/// <param name="Names">The application's tables.</param>
/// <param name="Options">The settings, copied.</param>
internal sealed record SQLiteLocation(string Path, TableNames Names, SQLiteBackendOptions Options);
