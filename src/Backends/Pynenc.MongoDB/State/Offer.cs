using MongoDB.Bson;

namespace Pynenc.MongoDB;

/// <summary>How an available invocation stands in the co-located queue.</summary>
internal static class Offer
{
    /// <summary>Adds its place, and until when it is hidden, to a document or to what is set in one.</summary>
    public static void Into(BsonDocument target, DateTimeOffset? notBefore, long place, long turn, long now, MongoStore store)
    {
        long visible = notBefore is { } due && due.UtcTicks > now ? due.UtcTicks : 0;
        target.Add(Field.Visible, visible);
        target.Add(Field.Place, place);
        target.Add(Field.Turn, turn);
        if (visible > 0)
        {
            store.InvocationQueue.NoteDue(visible);
        }
    }
}
