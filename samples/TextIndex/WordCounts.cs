using System.Security.Cryptography;
using System.Text;

namespace TextIndex;

/// <summary>How often each word occurs.</summary>
public sealed class WordCounts
{
    /// <summary>The words and their numbers.</summary>
    public Dictionary<string, int> Words { get; init; } = new(StringComparer.Ordinal);

    public long Total => Words.Values.Sum(n => (long)n);

    public void Add(string word, int times) => Words[word] = Words.GetValueOrDefault(word) + times;

    public void Add(WordCounts other)
    {
        foreach ((string word, int times) in other.Words)
        {
            Add(word, times);
        }
    }

    public IEnumerable<KeyValuePair<string, int>> Top(int count) =>
        Words.OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal).Take(count);

    /// <summary>The same for the same counts, whatever order they came in.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder();
        foreach ((string word, int times) in Top(int.MaxValue))
        {
            text.Append(word).Append(' ').Append(times).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
