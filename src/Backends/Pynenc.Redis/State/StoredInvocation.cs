using System.Buffers.Binary;
using Pynenc.Backend;

namespace Pynenc.Redis;

/// <summary>An invocation as it is stored, or only its beginning; read where it lies.</summary>
internal readonly ref struct StoredInvocation(InvocationId id, ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public InvocationId Id { get; } = id;

    public InvocationStatus Status => (InvocationStatus)_bytes[InvocationLayout.Status];

    public InvocationFlags Flags => (InvocationFlags)BinaryPrimitives.ReadUInt16LittleEndian(_bytes[InvocationLayout.Flags..]);

    public long Epoch => UInt32(InvocationLayout.Epoch);

    public int Sequence => (int)UInt32(InvocationLayout.Sequence);

    public int Retries => (int)UInt32(InvocationLayout.Retries);

    public int Recoveries => (int)UInt32(InvocationLayout.Recoveries);

    public DateTimeOffset? NotBefore => Micros.Time(BinaryPrimitives.ReadDoubleLittleEndian(_bytes[InvocationLayout.Due..]));

    public Fence? Fence => Status.IsOwned() ? new Fence(new RunnerId(new Guid(_bytes.Slice(InvocationLayout.Claimant, 16), bigEndian: true)), Epoch) : null;

    public long Number => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[InvocationLayout.Number..]) + ((long)UInt32(InvocationLayout.Number + 2) << 16);

    public Priority Priority => Priority.FromStore(BinaryPrimitives.ReadDoubleLittleEndian(_bytes[InvocationLayout.Priority..]));

    public ReadOnlySpan<byte> Rows => _bytes.Slice(InvocationLayout.Head + FixedLength, (int)UInt32(InvocationLayout.RowsLength));

    /// <summary>Its payload, when it has one that stands here.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[(InvocationLayout.Head + FixedLength + (int)UInt32(InvocationLayout.RowsLength))..];

    private int FixedLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[InvocationLayout.FixedLength..]);

    /// <summary>What was published; without the call when that lies apart.</summary>
    public InvocationRecord Record(NameCache names)
    {
        var reader = new Unpacker(_bytes.Slice(InvocationLayout.Head, FixedLength));
        TaskId task = names.Task(reader.Take(reader.UInt16()));
        QueueName queue = names.Queue(reader.Take(reader.Byte()));
        string? lane = Lane(ref reader);
        InvocationFlags flags = Flags;
        InvocationId? parent = flags.HasFlag(InvocationFlags.Parent) ? reader.Id() : null;
        var record = new InvocationRecord
        {
            Id = Id,
            Task = task,
            Arguments = default,
            Queue = queue,
            Priority = Priority,
            Parent = parent,
            Workflow = flags.HasFlag(InvocationFlags.Workflow) ? reader.Id() : Id,
            Lane = lane,
            Concurrency = flags.HasFlag(InvocationFlags.Limited)
                ? new ConcurrencyLimit(reader.Text(reader.Byte()), reader.Length32(), (BlockedAction)reader.Byte())
                : null,
            Rate = flags.HasFlag(InvocationFlags.Rated)
                ? new RateLimit(reader.Text(reader.Byte()), reader.Length32(), TimeSpan.FromTicks(reader.Int64()))
                : null,
            Reservation = flags.HasFlag(InvocationFlags.Reserved)
                ? new Reservation(reader.Text(reader.Byte()), (ReservationEnd)reader.Byte(), TimeSpan.FromTicks(reader.Int64()))
                : null,
        };
        return flags.HasFlag(InvocationFlags.CallApart) ? record : InvocationPacking.ReadCall(record, reader.Rest);
    }

    /// <summary>How its id is routed now.</summary>
    public Route Route(NameCache names)
    {
        var reader = new Unpacker(_bytes.Slice(InvocationLayout.Head, FixedLength));
        reader.Take(reader.UInt16());
        return new Route(Id, names.Queue(reader.Take(reader.Byte())), Priority, NotBefore, Sequence, Lane(ref reader));
    }

    /// <summary>The name of its task.</summary>
    public TaskId Task(NameCache names)
    {
        var reader = new Unpacker(_bytes.Slice(InvocationLayout.Head, FixedLength));
        return names.Task(reader.Take(reader.UInt16()));
    }

    /// <summary>As it stands; the record is given, because its call may lie apart.</summary>
    public InvocationState State(InvocationRecord record)
    {
        (DateTimeOffset changedAt, string? reason) = HistoryRows.First(Rows);
        return new InvocationState(record, Status, Fence, Retries, Recoveries, changedAt, NotBefore, reason, Number);
    }

    private static string? Lane(ref Unpacker reader) => reader.Byte() is > 0 and int length ? reader.Text(length) : null;

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]);
}
