using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Marks a value as used, if it is there.</summary>
internal sealed class TouchOperation(ContentKey key, DateTimeOffset now) : WriteOperation<bool>
{
    private static readonly SqlText Touch = new("UPDATE {content} SET used_at = ?2 WHERE key = ?1 AND chunks IS NOT NULL");

    protected override bool Execute(WriteTransaction transaction) =>
        transaction.Use(Touch).Bind(1, SQLiteClientDataStore.Bytes(key)).Bind(2, Ticks.Of(now)).RunCounted() > 0;
}
