using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Reads the first entries of the wanted queues, in the order in which they are received.</summary>
internal static class QueueReader
{
    private static readonly SqlText ReadFirst =
        new("SELECT rank, number, id, invocation, turn FROM {ready} WHERE queue = ?1 ORDER BY rank, turn, number LIMIT ?2");

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
        if (queues.Count == 1)
        {
            Read(transaction, queues[0], limit, entries);
            return;
        }

        var heads = new PriorityQueue<Queue<QueueEntry>, (double Rank, long Number)>();
        foreach (long queue in queues)
        {
            var first = new List<QueueEntry>();
            Read(transaction, queue, limit, first);
            Push(heads, new Queue<QueueEntry>(first));
        }

        // Turns of different queues tell nothing of each other, so the first of each are compared by when they came.
        while (entries.Count < limit && heads.TryDequeue(out Queue<QueueEntry>? next, out _))
        {
            entries.Add(next.Dequeue());
            Push(heads, next);
        }
    }

    private static void Push(PriorityQueue<Queue<QueueEntry>, (double Rank, long Number)> heads, Queue<QueueEntry> line)
    {
        if (line.TryPeek(out QueueEntry head))
        {
            heads.Enqueue(line, (head.Rank, head.Number));
        }
    }

    private static void Read(WriteTransaction transaction, long queue, int limit, List<QueueEntry> entries)
    {
        SQLiteStatement row = transaction.Use(ReadFirst).Bind(1, queue).Bind(2, limit);
        while (row.Step())
        {
            entries.Add(new QueueEntry(
                queue, row.Double(0), row.Long(1), new InvocationId(row.Guid(2)), row.LongOrNull(3), Lane: null, row.Long(4)));
        }
    }
}
