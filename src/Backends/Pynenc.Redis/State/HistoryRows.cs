using Pynenc.Backend;

namespace Pynenc.Redis;

/// <summary>Rows of a history: status, kind, time in ticks, and then who acted and why, where there is something to say.</summary>
/// <remarks>The epoch of a row is not stored: it is how many rows up to it are claims.</remarks>
internal static class HistoryRows
{
    private const int ByNobody = 0;
    private const int ByClaimant = 1;
    private const int ByOther = 2;
    private const int WithReason = 4;

    /// <summary>Writes one row.</summary>
    /// <param name="packer">Where to.</param>
    /// <param name="step">The status entered.</param>
    /// <param name="by">Who acted.</param>
    /// <param name="claimant">Who holds the claim at that time; acted it, nobody is named.</param>
    public static void Write(Packer packer, in StatusStep step, RunnerId? by, RunnerId? claimant)
    {
        // The row of a claim always names its runner: it is what the others refer to.
        int kind = by is null ? ByNobody : by == claimant && step.Status != InvocationStatus.Pending ? ByClaimant : ByOther;
        packer.Byte((int)step.Status).Byte(kind | (step.Reason is null ? 0 : WithReason)).Int64(step.At.UtcTicks);
        if (kind == ByOther)
        {
            packer.Guid(by!.Value.Value);
        }

        if (step.Reason is not null)
        {
            packer.Text32(step.Reason);
        }
    }

    /// <summary>The youngest row.</summary>
    public static (DateTimeOffset At, string? Reason) First(ReadOnlySpan<byte> rows)
    {
        var reader = new Unpacker(rows);
        (_, _, DateTimeOffset at, _, string? reason) = Read(ref reader);
        return (at, reason);
    }

    /// <summary>The whole history.</summary>
    /// <param name="rows">The youngest rows, in the invocation itself.</param>
    /// <param name="spilled">The older ones: pieces in their order, each with its length before it.</param>
    /// <param name="count">How many there are.</param>
    public static IReadOnlyList<HistoryEntry> All(ReadOnlySpan<byte> rows, ReadOnlySpan<byte> spilled, int count)
    {
        var young = new List<(InvocationStatus Status, int Kind, DateTimeOffset At, RunnerId? By, string? Reason)>();
        ReadInto(young, rows);
        var all = new List<(InvocationStatus Status, int Kind, DateTimeOffset At, RunnerId? By, string? Reason)>(count);
        var pieces = new Unpacker(spilled);
        while (!pieces.IsAtEnd)
        {
            ReadInto(all, pieces.Take(pieces.Length32()));
        }

        // Between the two readings young rows may have moved to the old ones.
        all.RemoveRange(count - young.Count, all.Count - (count - young.Count));
        all.AddRange(young);

        var history = new HistoryEntry[all.Count];
        long epoch = 0;
        RunnerId? claimant = null;
        for (int i = 0; i < history.Length; i++)
        {
            (InvocationStatus status, int kind, DateTimeOffset at, RunnerId? by, string? reason) = all[i];
            if (status == InvocationStatus.Pending)
            {
                epoch++;
                claimant = by;
            }

            history[i] = new HistoryEntry(i + 1, status, at, kind == ByClaimant ? claimant : by, epoch, reason);
        }

        return history;
    }

    /// <summary>Adds rows that lie the youngest first, the oldest first.</summary>
    private static void ReadInto(List<(InvocationStatus Status, int Kind, DateTimeOffset At, RunnerId? By, string? Reason)> all, ReadOnlySpan<byte> rows)
    {
        int start = all.Count;
        var reader = new Unpacker(rows);
        while (!reader.IsAtEnd)
        {
            all.Add(Read(ref reader));
        }

        all.Reverse(start, all.Count - start);
    }

    private static (InvocationStatus Status, int Kind, DateTimeOffset At, RunnerId? By, string? Reason) Read(ref Unpacker reader)
    {
        var status = (InvocationStatus)reader.Byte();
        int kind = reader.Byte();
        var at = new DateTimeOffset(reader.Int64(), TimeSpan.Zero);
        RunnerId? by = (kind & ByOther) != 0 ? new RunnerId(reader.Guid()) : null;
        string? reason = (kind & WithReason) != 0 ? reader.Text(reader.Length32()) : null;
        return (status, kind & ~WithReason, at, by, reason);
    }
}
