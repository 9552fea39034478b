using MongoDB.Bson;

namespace Pynenc.MongoDB;

/// <summary>One index: which collection, its name, its keys, and which documents are in it.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Keys">The fields, in order.</param>
/// <param name="Only">The documents in it; <see langword="null"/> for all.</param>
internal sealed record IndexPlan(string Collection, string Name, BsonDocument Keys, BsonDocument? Only = null)
{
    /// <summary>How long a document stays after the time in its only field; <see langword="null"/> for ever.</summary>
    public TimeSpan? ExpireAfter { get; init; }

    /// <summary>The index that is also counted.</summary>
    public static IndexPlan Page { get; } = new(CollectionNames.Invocations, "page", Ascending(Field.App, Field.Task, Field.Status, Field.Number));

    /// <summary>All of them, as of the newest version.</summary>
    public static IReadOnlyList<IndexPlan> All { get; } =
    [
        new(CollectionNames.Invocations, "order", Ascending(Field.App, Field.Number)),
        Page,
        new(CollectionNames.Invocations, "parent", Ascending(Field.App, Field.Parent, Field.Number), Having(Field.Parent)),
        new(CollectionNames.Invocations, "queue", Ascending(Field.App, Field.Visible, Field.Queue, Field.Rank, Field.Turn, Field.Place), FromZero(Field.Visible)),
        new(CollectionNames.Invocations, "owner", Ascending(Field.App, Field.Owner), Having(Field.Owner)),
        new(CollectionNames.Invocations, "care", Ascending(Field.App, Field.Care, Field.CareAt), FromZero(Field.Care)),
        new(CollectionNames.Invocations, "workflow", Ascending(Field.App, Field.Workflow, Field.Number), Having(Field.Workflow)),
        new(CollectionNames.Invocations, "line", Ascending(Field.App, Field.Line, Field.Rank, Field.Number), Having(Field.Line)),
        new(CollectionNames.Invocations, "ended", Ascending(Field.App, Field.EndedAt), FromZero(Field.EndedAt)),
        new(CollectionNames.Invocations, "contents", Ascending(Field.App, Field.Contents), Having(Field.Contents)),
        new(CollectionNames.History, "target", Ascending(Field.Target, Field.First)),
        new(CollectionNames.History, "app", Ascending(Field.App)),
        new(CollectionNames.Payloads, "target", Ascending(Field.Target)),
        new(CollectionNames.Payloads, "app", Ascending(Field.App)),
        new(CollectionNames.Payloads, "open", Ascending(Field.App, Field.Open), FromZero(Field.Open)),
        new(CollectionNames.Waits, "target", Ascending(Field.Target)),
        new(CollectionNames.Waits, "at", Ascending(Field.App, Field.At)),
        new(CollectionNames.Slots, "check", Ascending(Field.App, Field.CheckAt)),
        new(CollectionNames.Rates, "over", Ascending(Field.App, Field.OverAt)),
        new(CollectionNames.Reservations, "app", Ascending(Field.App)),
        new(CollectionNames.Lanes, "app", Ascending(Field.App)),
        new(CollectionNames.Lanes, "expiry", Ascending(Field.At)) { ExpireAfter = TimeSpan.FromDays(7) },
        new(CollectionNames.Runners, "app", Ascending(Field.App)),
        new(CollectionNames.Entries, "queue", Ascending(Field.App, Field.Visible, Field.Queue, Field.Rank, Field.Turn, Field.Place)),
        new(CollectionNames.Entries, "target", Ascending(Field.App, Field.Target)),
        new(CollectionNames.Contents, "used", Ascending(Field.App, Field.UsedAt)),
        new(CollectionNames.ContentChunks, "target", Ascending(Field.Target)),
        new(CollectionNames.ContentChunks, "app", Ascending(Field.App)),
        new(CollectionNames.Signals, "app", Ascending(Field.App)),
        new(CollectionNames.Signals, "expiry", Ascending(Field.At)) { ExpireAfter = TimeSpan.FromHours(1) },
    ];

    private static BsonDocument Ascending(params string[] fields) => new(fields.Select(f => new BsonElement(f, 1)));

    // Only these two forms of a condition are understood by every server since 4.4.
    private static BsonDocument Having(string field) => new(field, new BsonDocument("$exists", true));

    private static BsonDocument FromZero(string field) => new(field, new BsonDocument("$gte", 0));
}
