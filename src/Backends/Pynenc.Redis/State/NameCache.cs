using System.Collections.Concurrent;
using System.Text;
using Pynenc.Backend;

namespace Pynenc.Redis;

/// <summary>Names that were read before, so that reading one again makes no text and checks nothing.</summary>
internal sealed class NameCache
{
    /// <summary>More names than any application has; beyond it names are read without being kept.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, TaskId> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, QueueName> _queues = new(StringComparer.Ordinal);

    public TaskId Task(ReadOnlySpan<byte> name) => Find(_tasks, name, static text => new TaskId(text));

    public QueueName Queue(ReadOnlySpan<byte> name) => name.IsEmpty ? default : Find(_queues, name, static text => new QueueName(text));

    private static T Find<T>(ConcurrentDictionary<string, T> known, ReadOnlySpan<byte> name, Func<string, T> create)
    {
        Span<char> text = stackalloc char[256];
        if (Encoding.UTF8.GetMaxCharCount(name.Length) > text.Length)
        {
            text = new char[Encoding.UTF8.GetMaxCharCount(name.Length)];
        }

        text = text[..Encoding.UTF8.GetChars(name, text)];
        if (known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out T? found))
        {
            return found;
        }

        string created = new(text);
        return known.Count < Most ? known.GetOrAdd(created, create) : create(created);
    }
}
