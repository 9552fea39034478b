using MongoDB.Bson;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>One request on its way to an outcome.</summary>
internal sealed class TransitionStep(TransitionRequest request, string key)
{
    public TransitionRequest Request { get; } = request;

    public string Key { get; } = key;

    /// <summary>Its payload as it will stand in the invocation.</summary>
    public BsonValue? Payload { get; set; }

    /// <summary>Its place in the co-located queue.</summary>
    public BsonDocument? Offer { get; set; }

    /// <summary>The token of its last write.</summary>
    public long Token { get; set; }

    /// <summary>The invocation as it was read; <see langword="null"/> when it was not read, or is unknown.</summary>
    public BsonDocument? Found { get; set; }

    /// <summary>The key of its concurrency limit, when it has one and leaves its owner or the line.</summary>
    public string? LimitKey => Request.Target.IsOwned() ? null : Found?.TextOrNull(Field.LimitKey);

    /// <summary>The token of the slot it gives back.</summary>
    public long? Slot => LimitKey is null ? null : Found!.LongOrNull(Field.Slot);

    public TransitionOutcome? Outcome { get; set; }

    /// <summary>True when this batch applied it, and not an earlier attempt.</summary>
    public bool IsWritten { get; set; }
}
