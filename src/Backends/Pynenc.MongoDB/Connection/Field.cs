namespace Pynenc.MongoDB;

/// <summary>The names of the stored fields. Times are ticks of 100 ns since the year 1, UTC; statuses the numbers of <see cref="InvocationStatus"/>.</summary>
internal static class Field
{
    public const string Id = "_id";
    public const string App = "app";

    // What never changes of an invocation.
    public const string Number = "number";
    public const string Task = "task";
    public const string Queue = "queue";
    public const string Priority = "priority";
    public const string StartNotBefore = "startNotBefore";
    public const string Parent = "parent";
    public const string Workflow = "workflow";
    public const string RegisteredAt = "registeredAt";
    public const string RegisteredBy = "registeredBy";
    public const string Arguments = "arguments";

    public const string Lane = "lane";
    public const string LimitKey = "limitKey";
    public const string Limit = "limit";
    public const string WhenBlocked = "whenBlocked";
    public const string RateKey = "rateKey";
    public const string RateLimit = "rateLimit";
    public const string RatePeriod = "ratePeriod";
    public const string ReservationKey = "reservationKey";
    public const string ReservationEnd = "reservationEnd";
    public const string ReservationKeepFor = "reservationKeepFor";

    // What changes of it.
    public const string Status = "status";
    public const string Sequence = "sequence";
    public const string ChangedAt = "changedAt";
    public const string Reason = "reason";
    public const string Owner = "owner";
    public const string Epoch = "epoch";
    public const string Retries = "retries";
    public const string Recoveries = "recoveries";
    public const string NotBefore = "notBefore";
    public const string Payload = "payload";
    public const string Contents = "contents";

    /// <summary>A random number of the write that made the present status; so one who wrote, and got no clear answer, finds out.</summary>
    public const string Token = "token";

    /// <summary>When it became final.</summary>
    public const string EndedAt = "endedAt";

    /// <summary>The token of the slot it holds: the entry of its key with this token is its own.</summary>
    public const string Slot = "slot";

    /// <summary>The token of the slot it has let go last: that entry is over.</summary>
    public const string LastSlot = "lastSlot";

    /// <summary>The key under which it waits for a slot.</summary>
    public const string Line = "line";

    /// <summary>True when its rate has let it go already, now or later.</summary>
    public const string Granted = "granted";

    /// <summary>The waits that count while it is paused, by their tokens.</summary>
    public const string Waits = "waits";

    /// <summary>The last rows of its history; earlier ones may have moved to documents of their own.</summary>
    public const string History = "history";
    public const string HistoryBytes = "historyBytes";
    public const string HistoryMoved = "historyMoved";
    public const string HistoryPages = "historyPages";
    public const string HistoryMovedClaims = "historyMovedClaims";

    // Its place in a queue. Visible at 0 is receivable; otherwise hidden until that time, by a lease or a due time.
    public const string Visible = "visible";
    public const string Rank = "rank";
    public const string Turn = "turn";
    public const string Place = "place";
    public const string Receipt = "receipt";

    /// <summary>What a sweep must look at, one of <see cref="CareOf"/>, and since when.</summary>
    public const string Care = "care";
    public const string CareAt = "careAt";

    // Of a row of the history, and of a value kept apart.
    public const string RowStatus = "s";
    public const string RowAt = "t";
    public const string RowBy = "b";
    public const string RowReason = "r";
    public const string Key = "key";
    public const string Chunks = "chunks";
    public const string Bytes = "bytes";
    public const string Length = "length";

    // Of the other collections.
    public const string Target = "target";
    public const string First = "first";
    public const string ClaimsBefore = "claimsBefore";
    public const string Rows = "rows";
    public const string Open = "open";
    public const string Waited = "waited";
    public const string All = "all";
    public const string AsRead = "asRead";
    public const string At = "at";
    public const string Kind = "kind";
    public const string Host = "host";
    public const string ProcessId = "processId";
    public const string Slots = "slots";
    public const string StartedAt = "startedAt";
    public const string LeaseUntil = "leaseUntil";
    public const string UsedAt = "usedAt";
    public const string Writer = "writer";
    public const string Rings = "rings";
    public const string Settled = "settled";
    public const string Version = "version";
    public const string Holders = "holders";
    public const string CheckAt = "checkAt";
    public const string Grants = "grants";
    public const string OverAt = "overAt";
    public const string Holder = "holder";
    public const string Pending = "pending";
    public const string Last = "last";
}
