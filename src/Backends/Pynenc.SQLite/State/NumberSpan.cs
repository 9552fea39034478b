using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Between which numbers all invocations of a time must be.</summary>
/// <remarks>
/// Numbers are given in the order of registration, times by the clocks of many callers. The ledger knows the largest lag: how much
/// earlier than one before it an invocation was registered. So the numbers are nearly sorted by time, and bisection finds where a time
/// begins and ends, give or take the lag, without an index that every publish would pay for.
/// </remarks>
/// <param name="After">The number before the first.</param>
/// <param name="Before">The number behind the last.</param>
internal readonly record struct NumberSpan(long After, long Before)
{
    private static readonly SqlText ReadLedger = new("SELECT last_invocation, registered_lag FROM {ledger}");

    private static readonly SqlText ReadNext = new(
        "SELECT number, registered_at FROM {call} WHERE number >= ?1 ORDER BY number LIMIT 1");

    /// <summary>The numbers a filter's times leave; all of them when it has none.</summary>
    public static NumberSpan Of(SQLiteLink link, InvocationFilter filter)
    {
        var span = new NumberSpan(0, long.MaxValue);
        if (filter.RegisteredFrom is null && filter.RegisteredBefore is null)
        {
            return span;
        }

        SQLiteStatement ledger = link.Use(ReadLedger);
        ledger.Step();
        (long last, long lag) = (ledger.Long(0), ledger.Long(1));
        if (filter.RegisteredFrom is { } from)
        {
            // Nothing up to here can have been registered as late.
            span = span with { After = Bisect(link, last, at => at + lag < Ticks.Of(from)) };
        }

        if (filter.RegisteredBefore is { } before)
        {
            // Nothing behind it can have been registered as early.
            span = span with { Before = Bisect(link, last, at => at - lag < Ticks.Of(before)) + 1 };
        }

        return span;
    }

    /// <summary>The part behind a page.</summary>
    public NumberSpan From(long after) => this with { After = Math.Max(After, after) };

    /// <summary>A number that is early, or 0, while the next is not early, or there is none.</summary>
    private static long Bisect(SQLiteLink link, long last, Func<long, bool> isEarly)
    {
        long low = 0;
        long high = last + 1;
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            SQLiteStatement row = link.Use(ReadNext).Bind(1, middle);
            if (!row.Step() || row.Long(0) >= high || !isEarly(row.Long(1)))
            {
                high = middle;
            }
            else
            {
                low = row.Long(0);
            }
        }

        return low;
    }
}
