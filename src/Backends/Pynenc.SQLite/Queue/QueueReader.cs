using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Reads the first entries of the wanted queues, in the order in which they are received.</summary>
internal static class QueueReader
{
    private static readonly SqlText ReadFirst =
        new("SELECT rank, number, id, invocation FROM {ready} WHERE queue = ?1 ORDER BY rank, number LIMIT ?2");

    private static readonly SqlText NextQueue = new("SELECT queue FROM {ready} WHERE queue > ?1 ORDER BY queue LIMIT 1");

    /// <summary>The numbers of the wanted queues that may have entries; each is found with one step into the index.</summary>
    public static List<long> Queues(WriteTransaction transaction, IReadOnlyList<QueueName> wanted)
    {
        var queues = new List<long>();
        foreach (QueueName name in wanted)
        {
            long number = transaction.Number(name);
            if (!queues.Contains(number))
            {
                queues.Add(number);
            }
        }

        if (wanted.Count == 0)
        {
            SQLiteStatement next = transaction.Use(NextQueue).Bind(1, 0);
            while (next.Step())
            {
                queues.Add(next.Long(0));
                next.Reset();
                next.Bind(1, queues[^1]);
            }
        }

        return queues;
    }

    /// <summary>Fills <paramref name="entries"/> with up to <paramref name="limit"/> entries: higher priority first, then first in.</summary>
    public static void ReadFirstOf(WriteTransaction transaction, List<long> queues, int limit, List<QueueEntry> entries)
    {
        entries.Clear();
        foreach (long queue in queues)
        {
            SQLiteStatement row = transaction.Use(ReadFirst).Bind(1, queue).Bind(2, limit);
            while (row.Step())
            {
                entries.Add(new QueueEntry(queue, row.Double(0), row.Long(1), new InvocationId(row.Guid(2)), row.LongOrNull(3)));
            }
        }

        if (queues.Count > 1)
        {
            entries.Sort(QueueEntry.Compare);
            if (entries.Count > limit)
            {
                entries.RemoveRange(limit, entries.Count - limit);
            }
        }
    }
}
