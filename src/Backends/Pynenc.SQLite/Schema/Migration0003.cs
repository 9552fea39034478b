namespace Pynenc.SQLite;

/// <summary>Large values, apart from the invocations that use them.</summary>
/// <remarks>
/// <c>key</c> is the SHA-256 of a value, 32 bytes. A value is there when <c>chunks</c> says of how many it is made; until then somebody
/// writes it, has died over it, or only refers to it. Whoever completes it removes what others have written of it, so its chunks are
/// those of one writer. <c>uses</c> counts its rows in <c>content_reference</c>, so that a sweep finds what nobody uses without looking
/// at the rest. Invocations that refer to nothing pay nothing: those that do have a bit in <c>traits</c>.
/// </remarks>
internal static class Migration0003
{
    public static Migration Step { get; } = new(3, Sql);

    private const string Sql =
        """
        CREATE TABLE {content} (
            number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, length INTEGER, chunks INTEGER, used_at INTEGER NOT NULL,
            uses INTEGER NOT NULL);
        CREATE INDEX {content.unused} ON {content} (used_at) WHERE uses = 0;
        CREATE TABLE {content_chunk} (
            content INTEGER NOT NULL, writer INTEGER NOT NULL, ordinal INTEGER NOT NULL, bytes BLOB NOT NULL,
            PRIMARY KEY (content, writer, ordinal));
        CREATE TABLE {content_reference} (
            invocation INTEGER NOT NULL, content INTEGER NOT NULL, PRIMARY KEY (invocation, content)) WITHOUT ROWID;
        """;
}
