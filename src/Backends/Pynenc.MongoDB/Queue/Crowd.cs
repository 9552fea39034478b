using MongoDB.Bson;

namespace Pynenc.MongoDB;

/// <summary>How a taker gets out of the way of others: whoever found all of it taken looks further, and takes from somewhere in between.</summary>
internal sealed class Crowd(int count)
{
    private const int Widest = 2000;

    private int _factor = 1;

    /// <summary>How many to look at.</summary>
    public int Window => (int)Math.Min((long)count * _factor, Math.Max(count, Widest));

    /// <summary>Others were quicker with every one of them.</summary>
    public void LostAll() => _factor = Math.Min(_factor * 4, Widest);

    /// <summary>The ones to take, in order: the first at first, later any that stand together.</summary>
    public List<BsonDocument> Choose(List<BsonDocument> seen)
    {
        if (seen.Count <= count)
        {
            return seen;
        }

        int from = _factor == 1 ? 0 : Random.Shared.Next(seen.Count - count + 1);
        return seen.GetRange(from, count);
    }
}
