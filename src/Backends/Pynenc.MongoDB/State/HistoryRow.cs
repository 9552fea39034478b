using System.Text;
using MongoDB.Bson;
using Pynenc.Backend;

namespace Pynenc.MongoDB;

/// <summary>One row of a history as it is stored. Its sequence is its place, its epoch the number of claims up to it.</summary>
internal static class HistoryRow
{
    /// <summary>What a row without a reason takes, about.</summary>
    public const int PlainBytes = 64;

    public static BsonDocument Of(in StatusStep step, RunnerId? by)
    {
        var row = new BsonDocument { { Field.RowStatus, (int)step.Status }, { Field.RowAt, Bson.Of(step.At) } };
        if (by is { } runner)
        {
            row.Add(Field.RowBy, Bson.Of(runner.Value));
        }

        if (step.Reason is not null)
        {
            row.Add(Field.RowReason, step.Reason);
        }

        return row;
    }

    public static int Bytes(in StatusStep step) => PlainBytes + (step.Reason is null ? 0 : Encoding.UTF8.GetByteCount(step.Reason));

    public static InvocationStatus Status(BsonValue row) => (InvocationStatus)row[Field.RowStatus].ToInt32();

    public static Guid? By(BsonValue row) => row.AsBsonDocument.GuidOrNull(Field.RowBy);

    /// <summary>Reads rows that follow each other.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="before">How many rows came before them.</param>
    /// <param name="claims">How many claims were among those; counted on.</param>
    public static IEnumerable<HistoryEntry> Entries(BsonArray rows, int before, long claims)
    {
        foreach (BsonDocument row in rows.Select(r => r.AsBsonDocument))
        {
            InvocationStatus status = Status(row);
            claims += status == InvocationStatus.Pending ? 1 : 0;
            yield return new HistoryEntry(
                ++before, status, row.Time(Field.RowAt), By(row) is { } by ? new RunnerId(by) : null, claims, row.TextOrNull(Field.RowReason));
        }
    }
}
