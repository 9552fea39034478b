using System.Text;
using Pynenc.Backend;

namespace Pynenc.Redis;

/// <summary>Writes an invocation as it is stored when it is published.</summary>
internal static class InvocationPacking
{
    private const int CalledByRunner = 1;
    private const int Delayed = 2;

    /// <summary>Writes the request of one publish: what the script needs to know, the invocation, and its call when that is long.</summary>
    public static void Write(Packer packer, InvocationRecord record)
    {
        int callLength = CallLength(record);
        bool isApart = callLength > InvocationLayout.LongestCall;
        double due = Micros.Due(record.NotBefore);
        Span<byte> task = stackalloc byte[Encoding.UTF8.GetMaxByteCount(TaskId.MaxLength)];
        task = task[..Encoding.UTF8.GetBytes(record.Task.Value, task)];

        packer.Id(record.Id).Double(Micros.Of(record.RegisteredAt)).Double(due).Double(record.Priority.Value).UInt16(InvocationLayout.Hash(task));
        int sizes = packer.Length;
        packer.Zeros(8).UInt16(record.Contents.Count);
        int start = packer.Length;
        WriteHead(packer, record, due, isApart);
        int fixedPart = packer.Length;
        WriteFixed(packer, record, task, isApart);
        packer.WriteUInt16At(start + InvocationLayout.FixedLength, packer.Length - fixedPart);
        int rows = packer.Length;
        HistoryRows.Write(packer, new StatusStep(InvocationStatus.Registered, record.RegisteredAt), record.RegisteredBy, claimant: null);
        packer.WriteUInt32At(start + InvocationLayout.RowsLength, packer.Length - rows);
        packer.WriteUInt32At(sizes, packer.Length - start);
        if (isApart)
        {
            packer.WriteUInt32At(sizes + 4, callLength);
            WriteCall(packer, record);
        }

        WriteContents(packer, record.Contents);
    }

    public static void WriteContents(Packer packer, IReadOnlyList<ContentKey> contents)
    {
        foreach (ContentKey key in contents)
        {
            packer.Bytes(Convert.FromHexString(key.ToString()));
        }
    }

    /// <summary>Reads a call back.</summary>
    public static InvocationRecord ReadCall(InvocationRecord record, ReadOnlySpan<byte> call)
    {
        var reader = new Unpacker(call);
        int kind = reader.Byte();
        var registeredAt = new DateTimeOffset(reader.Int64(), TimeSpan.Zero);
        RunnerId? by = (kind & CalledByRunner) != 0 ? new RunnerId(reader.Guid()) : null;
        DateTimeOffset? notBefore = (kind & Delayed) != 0 ? new DateTimeOffset(reader.Int64(), TimeSpan.Zero) : null;
        int count = reader.UInt16();
        var contents = count == 0 ? (IReadOnlyList<ContentKey>)[] : ReadContents(ref reader, count);

        // Copied, so that one invocation that runs for long does not keep the answer alive that it came with.
        return record with { RegisteredAt = registeredAt, RegisteredBy = by, NotBefore = notBefore, Contents = contents, Arguments = reader.Rest.ToArray() };
    }

    private static ContentKey[] ReadContents(ref Unpacker reader, int count)
    {
        var contents = new ContentKey[count];
        for (int i = 0; i < count; i++)
        {
            contents[i] = Content(reader.Take(32));
        }

        return contents;
    }

    public static ContentKey Content(ReadOnlySpan<byte> bytes) =>
        ContentKey.TryParse(Convert.ToHexStringLower(bytes), out ContentKey key) ? key : default;

    private static void WriteHead(Packer packer, InvocationRecord record, double due, bool isApart)
    {
        InvocationFlags flags =
            (isApart ? InvocationFlags.CallApart : 0) |
            (record.Contents.Count > 0 ? InvocationFlags.Refers : 0) |
            (record.Parent is null ? 0 : InvocationFlags.Parent) |
            (record.Workflow == record.Id ? 0 : InvocationFlags.Workflow) |
            (record.Concurrency is null ? 0 : InvocationFlags.Limited) |
            (record.Rate is null ? 0 : InvocationFlags.Rated) |
            (record.Reservation is null ? 0 : InvocationFlags.Reserved);
        packer.Byte((int)InvocationStatus.Registered).Byte(0).UInt16((int)flags)
            .UInt32(0).UInt32(1).UInt32(0)
            .UInt32(0).UInt32(0)
            .Zeros(12).Double(due)
            .Zeros(16)
            .Zeros(6).Double(record.Priority.Value).UInt16(0);
    }

    private static void WriteFixed(Packer packer, InvocationRecord record, ReadOnlySpan<byte> task, bool isApart)
    {
        packer.UInt16(task.Length).Bytes(task).Text8(QueueText(record.Queue)).Text8(record.Lane ?? "");
        if (record.Parent is { } parent)
        {
            packer.Id(parent);
        }

        if (record.Workflow != record.Id)
        {
            packer.Id(record.Workflow);
        }

        WriteLimits(packer, record);
        if (!isApart)
        {
            WriteCall(packer, record);
        }
    }

    private static void WriteLimits(Packer packer, InvocationRecord record)
    {
        if (record.Concurrency is { } concurrency)
        {
            packer.Text8(concurrency.Key).UInt32(concurrency.Limit).Byte((int)concurrency.WhenBlocked);
        }

        if (record.Rate is { } rate)
        {
            packer.Text8(rate.Key).UInt32(rate.Limit).Int64(rate.Period.Ticks);
        }

        if (record.Reservation is { } reservation)
        {
            packer.Text8(reservation.Key).Byte((int)reservation.End).Int64(reservation.KeepFor.Ticks);
        }
    }

    /// <summary>Empty for the default queue, which nearly all use.</summary>
    public static string QueueText(QueueName queue) => queue.IsDefault ? "" : queue.Value;

    private static int CallLength(InvocationRecord record) =>
        1 + 8 + (record.RegisteredBy is null ? 0 : 16) + (record.NotBefore is null ? 0 : 8) + 2 + (record.Contents.Count * 32) + record.Arguments.Length;

    private static void WriteCall(Packer packer, InvocationRecord record)
    {
        packer.Byte((record.RegisteredBy is null ? 0 : CalledByRunner) | (record.NotBefore is null ? 0 : Delayed)).Int64(record.RegisteredAt.UtcTicks);
        if (record.RegisteredBy is { } by)
        {
            packer.Guid(by.Value);
        }

        if (record.NotBefore is { } notBefore)
        {
            packer.Int64(notBefore.UtcTicks);
        }

        packer.UInt16(record.Contents.Count);
        WriteContents(packer, record.Contents);
        packer.Bytes(record.Arguments.Span);
    }
}
