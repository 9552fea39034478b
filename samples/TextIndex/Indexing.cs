using System.Text.RegularExpressions;
using Pynenc;

namespace TextIndex;

/// <summary>The tasks: a file is one invocation, its chunks are children it waits for.</summary>
public static partial class Indexing
{
    private const int LinesPerChunk = 100;

    /// <summary>Counts the words of a file: starts a child per chunk, waits without holding a slot, adds up.</summary>
    [PynencTask(Id = "index.file", MaxRetries = 2)]
    public static async Task<WordCounts> CountFile(string path, InvocationContext context)
    {
        int lines = File.ReadLines(path).Count();
        IEnumerable<(string, int)> chunks =
            Enumerable.Range(0, (lines + LinesPerChunk - 1) / LinesPerChunk).Select(i => (path, i * LinesPerChunk));

        var total = new WordCounts();
        InvocationGroup<WordCounts> group = await context.App.Indexing.CountChunk.ParallelizeAsync(chunks);
        await foreach (WordCounts counts in group.ResultsAsync())
        {
            total.Add(counts);
        }

        return total;
    }

    /// <summary>Counts the words of a hundred lines.</summary>
    [PynencTask(Id = "index.chunk", MaxRetries = 2)]
    public static WordCounts CountChunk(string path, int firstLine)
    {
        var counts = new WordCounts();
        foreach (string line in File.ReadLines(path).Skip(firstLine).Take(LinesPerChunk))
        {
            foreach (ValueMatch word in Word().EnumerateMatches(line))
            {
                counts.Add(line.Substring(word.Index, word.Length).ToLowerInvariant(), 1);
            }
        }

        return counts;
    }

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Word();
}
