using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>The traits of an invocation, as they were published.</summary>
internal readonly record struct TraitRow(string? Lane, ConcurrencyLimit? Concurrency, RateLimit? Rate, Reservation? Reservation)
{
    private static readonly SqlText Insert = new(
        """
        INSERT INTO {trait} (number, lane, slot_key, slot_limit, when_blocked, rate_key, rate_limit, rate_period, reservation_key,
            reservation_end, keep_for)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """);

    private static readonly SqlText Find = new(
        """
        SELECT lane, slot_key, slot_limit, when_blocked, rate_key, rate_limit, rate_period, reservation_key, reservation_end, keep_for
        FROM {trait} WHERE number = ?1
        """);

    private static readonly SqlText FindGranted = new("SELECT granted FROM {trait} WHERE number = ?1");
    private static readonly SqlText WriteGranted = new("UPDATE {trait} SET granted = ?2 WHERE number = ?1");
    private static readonly SqlText Delete = new("DELETE FROM {trait} WHERE number = ?1");

    /// <summary>Which of them a record has.</summary>
    public static Traits Of(InvocationRecord record) =>
        (record.Lane is null ? Traits.None : Traits.Lane) |
        (record.Concurrency is null ? Traits.None : Traits.Concurrency) |
        (record.Rate is null ? Traits.None : Traits.Rate) |
        (record.Reservation is null ? Traits.None : Traits.Reservation) |
        (record.Contents.Count == 0 ? Traits.None : Traits.Contents);

    /// <summary>Stores those of a record.</summary>
    public static void Add(WriteTransaction transaction, long number, InvocationRecord record)
    {
        (ConcurrencyLimit? slots, RateLimit? rate, Reservation? reservation) = (record.Concurrency, record.Rate, record.Reservation);
        transaction.Use(Insert)
            .Bind(1, number).Bind(2, record.Lane)
            .Bind(3, slots?.Key).Bind(4, slots?.Limit).Bind(5, (long?)slots?.WhenBlocked)
            .Bind(6, rate?.Key).Bind(7, rate?.Limit).Bind(8, rate?.Period.Ticks)
            .Bind(9, reservation?.Key).Bind(10, (long?)reservation?.End).Bind(11, reservation?.KeepFor.Ticks)
            .Run();
    }

    /// <summary>Reads those of an invocation that has some.</summary>
    public static TraitRow Read(SQLiteLink link, long number)
    {
        SQLiteStatement row = Use(link, Find, number);
        var found = new TraitRow(
            row.TextOrNull(0),
            row.TextOrNull(1) is { } slots ? new ConcurrencyLimit(slots, row.Int(2), (BlockedAction)row.Int(3)) : null,
            row.TextOrNull(4) is { } rate ? new RateLimit(rate, row.Int(5), TimeSpan.FromTicks(row.Long(6))) : null,
            row.TextOrNull(7) is { } key ? new Reservation(key, (ReservationEnd)row.Int(8), TimeSpan.FromTicks(row.Long(9))) : null);
        row.Reset();
        return found;
    }

    /// <summary>The lane; null for none.</summary>
    public static string? LaneOf(SQLiteLink link, long number, Traits traits) =>
        traits.HasFlag(Traits.Lane) ? Read(link, number).Lane : null;

    /// <summary>True when its rate has let it go already, and no claim has used that up.</summary>
    public static bool IsGranted(WriteTransaction transaction, long number)
    {
        SQLiteStatement row = Use(transaction.Link, FindGranted, number);
        bool isGranted = row.Long(0) != 0;
        row.Reset();
        return isGranted;
    }

    /// <summary>Notes that its rate has let it go, or that a claim has used that up.</summary>
    public static void SetGranted(WriteTransaction transaction, long number, bool isGranted) =>
        transaction.Use(WriteGranted).Bind(1, number).Bind(2, isGranted ? 1L : null).Run();

    /// <summary>Removes them with their invocation.</summary>
    public static void Remove(WriteTransaction transaction, long number) => transaction.Use(Delete).Bind(1, number).Run();

    private static SQLiteStatement Use(SQLiteLink link, SqlText sql, long number)
    {
        SQLiteStatement row = link.Use(sql).Bind(1, number);
        return row.Step() ? row : throw link.Damaged($"invocation number {number} has traits, and no row of them");
    }
}
