using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Which invocation refers to which values, and how many refer to each.</summary>
internal static class References
{
    private static readonly SqlText Find = new("SELECT number FROM {content} WHERE key = ?1");
    private static readonly SqlText Announce = new("INSERT INTO {content} (key, used_at, uses) VALUES (?1, ?2, 0) RETURNING number");
    private static readonly SqlText Insert = new("INSERT INTO {content_reference} (invocation, content) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
    private static readonly SqlText Count = new("UPDATE {content} SET uses = uses + 1 WHERE number = ?1");

    private static readonly SqlText Uncount = new(
        "UPDATE {content} SET uses = uses - 1 WHERE number IN (SELECT content FROM {content_reference} WHERE invocation = ?1)");

    private static readonly SqlText Delete = new("DELETE FROM {content_reference} WHERE invocation = ?1");

    /// <summary>Notes that an invocation refers to values. One that is not there gets a row without bytes, which a later put completes.</summary>
    public static void Add(WriteTransaction transaction, long invocation, IReadOnlyList<ContentKey> keys, DateTimeOffset now)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            long content = NumberOf(transaction, keys[i], now);
            if (transaction.Use(Insert).Bind(1, invocation).Bind(2, content).RunCounted() > 0)
            {
                transaction.Use(Count).Bind(1, content).Run();
            }
        }
    }

    /// <summary>Its invocation is removed.</summary>
    public static void Remove(WriteTransaction transaction, long invocation)
    {
        transaction.Use(Uncount).Bind(1, invocation).Run();
        transaction.Use(Delete).Bind(1, invocation).Run();
    }

    private static long NumberOf(WriteTransaction transaction, ContentKey key, DateTimeOffset now)
    {
        byte[] bytes = SQLiteClientDataStore.Bytes(key);
        SQLiteStatement row = transaction.Use(Find).Bind(1, bytes);
        if (!row.Step())
        {
            row = transaction.Use(Announce).Bind(1, bytes).Bind(2, Ticks.Of(now));
            row.Step();
        }

        long number = row.Long(0);
        row.Run();
        return number;
    }
}
