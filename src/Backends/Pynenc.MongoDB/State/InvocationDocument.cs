using MongoDB.Bson;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>An invocation as a document: one write changes all of it that belongs together.</summary>
internal static class InvocationDocument
{
    /// <summary>Everything but the history and the payload, which only few ask for.</summary>
    public static BsonDocument WithoutHistory { get; } = new() { { Field.History, 0 }, { Field.Payload, 0 } };

    /// <summary>What a transition decides by.</summary>
    public static BsonDocument ForTransition { get; } = new()
    {
        { Field.Arguments, 0 }, { Field.Payload, 0 }, { Field.Contents, 0 },
    };

    /// <summary>What <see cref="Route"/> needs.</summary>
    public static BsonDocument ForRoute { get; } = new()
    {
        { Field.Queue, 1 }, { Field.Priority, 1 }, { Field.NotBefore, 1 }, { Field.Sequence, 1 }, { Field.Status, 1 }, { Field.Number, 1 }, { Field.Lane, 1 },
    };

    /// <summary>A new one, registered.</summary>
    /// <param name="key">Its id.</param>
    /// <param name="app">The application.</param>
    /// <param name="record">What is published.</param>
    /// <param name="number">Its number, which is also its first place in the queue.</param>
    /// <param name="arguments">Its arguments, or where they are kept.</param>
    public static BsonDocument New(string key, AppId app, InvocationRecord record, long number, BsonValue arguments)
    {
        var document = new BsonDocument
        {
            { Field.Id, key },
            { Field.App, app.Value },
            { Field.Number, number },
            { Field.Task, record.Task.Value },
            { Field.Queue, record.Queue.Value },
            { Field.Priority, record.Priority.Value },
            { Field.Rank, EntryWriter.Rank(record.Priority) },
            { Field.RegisteredAt, Bson.Of(record.RegisteredAt) },
            { Field.Arguments, arguments },
            { Field.Status, (int)InvocationStatus.Registered },
            { Field.Sequence, 1 },
            { Field.ChangedAt, Bson.Of(record.RegisteredAt) },
            { Field.Epoch, 0L },
            { Field.Retries, 0 },
            { Field.Recoveries, 0 },
            { Field.Token, Bson.Token() },
        };
        AddOptional(document, record);
        AddLimits(document, record);
        var first = new StatusStep(InvocationStatus.Registered, record.RegisteredAt);
        document.Add(Field.History, new BsonArray { HistoryRow.Of(first, record.RegisteredBy) });
        document.Add(Field.HistoryBytes, HistoryRow.Bytes(first));
        return document;
    }

    /// <summary>What was published.</summary>
    public static InvocationRecord Record(InvocationId id, BsonDocument document, ReadOnlyMemory<byte> arguments) => new()
    {
        Id = id,
        Task = new TaskId(document[Field.Task].AsString),
        Arguments = arguments,
        Queue = new QueueName(document[Field.Queue].AsString),
        Priority = Priority.FromStore(document[Field.Priority].ToDouble()),
        NotBefore = document.TimeOrNull(Field.StartNotBefore),
        Parent = document.GuidOrNull(Field.Parent) is { } parent ? new InvocationId(parent) : null,
        Workflow = document.GuidOrNull(Field.Workflow) is { } workflow ? new InvocationId(workflow) : id,
        RegisteredAt = document.Time(Field.RegisteredAt),
        RegisteredBy = document.GuidOrNull(Field.RegisteredBy) is { } by ? new RunnerId(by) : null,
        Lane = document.TextOrNull(Field.Lane),
        Concurrency = Concurrency(document),
        Rate = Rate(document),
        Reservation = Reservation(document),
    };

    public static ConcurrencyLimit? Concurrency(BsonDocument document) => document.TextOrNull(Field.LimitKey) is { } key
        ? new ConcurrencyLimit(key, document.Int(Field.Limit), (BlockedAction)document.Int(Field.WhenBlocked))
        : null;

    public static RateLimit? Rate(BsonDocument document) => document.TextOrNull(Field.RateKey) is { } key
        ? new RateLimit(key, document.Int(Field.RateLimit), TimeSpan.FromTicks(document.Long(Field.RatePeriod)))
        : null;

    public static Reservation? Reservation(BsonDocument document) => document.TextOrNull(Field.ReservationKey) is { } key
        ? new Reservation(key, (ReservationEnd)document.Int(Field.ReservationEnd), TimeSpan.FromTicks(document.Long(Field.ReservationKeepFor)))
        : null;

    /// <summary>The claim on it, or <see langword="null"/> when nobody holds it.</summary>
    public static Fence? Fence(BsonDocument document) =>
        document.GuidOrNull(Field.Owner) is { } owner ? new Fence(new RunnerId(owner), document.Long(Field.Epoch)) : null;

    /// <summary>Its way into a queue.</summary>
    public static Route Route(InvocationId id, BsonDocument document) => new(
        id,
        new QueueName(document[Field.Queue].AsString),
        Priority.FromStore(document[Field.Priority].ToDouble()),
        document.TimeOrNull(Field.NotBefore),
        document.Int(Field.Sequence),
        document.TextOrNull(Field.Lane));

    private static void AddLimits(BsonDocument document, InvocationRecord record)
    {
        if (record.Lane is not null)
        {
            document.Add(Field.Lane, record.Lane);
        }

        if (record.Concurrency is { } limit)
        {
            document.Add(Field.LimitKey, limit.Key);
            document.Add(Field.Limit, limit.Limit);
            document.Add(Field.WhenBlocked, (int)limit.WhenBlocked);
        }

        if (record.Rate is { } rate)
        {
            document.Add(Field.RateKey, rate.Key);
            document.Add(Field.RateLimit, rate.Limit);
            document.Add(Field.RatePeriod, rate.Period.Ticks);
        }

        if (record.Reservation is { } reservation)
        {
            document.Add(Field.ReservationKey, reservation.Key);
            document.Add(Field.ReservationEnd, (int)reservation.End);
            document.Add(Field.ReservationKeepFor, reservation.KeepFor.Ticks);
        }
    }

    private static void AddOptional(BsonDocument document, InvocationRecord record)
    {
        if (record.NotBefore is { } due)
        {
            document.Add(Field.StartNotBefore, Bson.Of(due));
            document.Add(Field.NotBefore, Bson.Of(due));
        }

        if (record.Parent is { } parent)
        {
            document.Add(Field.Parent, Bson.Of(parent.Value));
        }

        if (record.Workflow != record.Id)
        {
            document.Add(Field.Workflow, Bson.Of(record.Workflow.Value));
        }

        if (record.RegisteredBy is { } by)
        {
            document.Add(Field.RegisteredBy, Bson.Of(by.Value));
        }

        if (record.Contents.Count > 0)
        {
            document.Add(Field.Contents, new BsonArray(record.Contents.Select(c => c.ToString()).Distinct()));
        }
    }
}
