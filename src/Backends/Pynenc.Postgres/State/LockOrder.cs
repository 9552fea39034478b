namespace Pynenc.Postgres;

/// <summary>The one order in which every transaction locks rows, so that no two ever wait for each other.</summary>
/// <remarks>
/// <para>Tables in this order, and the rows of one table in the order of the key that stands beside it:</para>
/// <list type="number">
/// <item>The advisory locks: of a migration, of routes, of waits and of a purge; never two of them in one transaction.</item>
/// <item><c>entry</c>, which nobody waits for: what another has locked is passed over. Only a purge and an acknowledgement wait, and they hold nothing yet.</item>
/// <item><c>runner</c>, by <c>id</c>. A claim shares it; who expires it waits for the claim.</item>
/// <item><c>slots</c>, by <c>key</c>; then <c>rate</c>, by <c>key</c>. Their row is the lock of <c>slot</c> and <c>rate_grant</c>.</item>
/// <item><c>invocation</c>, by <c>id</c>. Its row is the lock of <c>trait</c>, <c>history</c>, <c>outcome</c> and of its <c>content_reference</c>.</item>
/// <item><c>reservation</c>, by <c>key</c>.</item>
/// <item><c>edge</c>, by <c>waiter, waited</c>.</item>
/// <item><c>lane</c>, by <c>queue, rank, name</c>.</item>
/// <item>New invocations, by <c>id</c>: of two that publish the same id the later one waits for the earlier.</item>
/// </list>
/// <para>
/// A later step of a transaction may lock again what it holds, and may pass over what others hold (<c>SKIP LOCKED</c>) at any time. <c>tally</c> is
/// only added to, and summed up by passing over.
/// </para>
/// <para>
/// The order of rows is made where nothing can change it: a list is sorted here, or by a subselect that the server must run first, and each of its
/// rows is looked for and locked by a <c>LATERAL</c> subselect of its own, one after the other. <c>ORDER BY … FOR UPDATE</c> would sort as well, but
/// leaves the server to read the whole table for it; a plain join leaves it to choose the order by what it thinks is in the tables.
/// </para>
/// </remarks>
internal static class LockOrder
{
    /// <summary>A table <c>locked</c> of the invocations <c>$3</c>, which are sorted.</summary>
    public const string Invocations =
        """
        locked AS MATERIALIZED (
            SELECT i.* FROM unnest($3::uuid[]) AS r (id)
            CROSS JOIN LATERAL (SELECT * FROM {s}.invocation WHERE id = r.id AND app IS NOT DISTINCT FROM $2 FOR UPDATE) i)
        """;

    /// <summary>Locks all of an application, from the runners to the invocations: what is behind them is theirs.</summary>
    private static readonly SqlText[] All =
    [
        new("SELECT pg_advisory_xact_lock(hashtext('{s}.purge'), $2) WHERE $1::bigint IS NULL OR $2 > 0"),
        new("SELECT 1 FROM {s}.runner WHERE app = $2 ORDER BY id FOR UPDATE"),
        new("SELECT 1 FROM {s}.slots WHERE app = $2 ORDER BY key FOR UPDATE"),
        new("SELECT 1 FROM {s}.rate WHERE app = $2 ORDER BY key FOR UPDATE"),
        new("SELECT 1 FROM {s}.invocation WHERE app = $2 ORDER BY id FOR UPDATE"),
        new("SELECT 1 FROM {s}.reservation WHERE app = $2 ORDER BY key FOR UPDATE"),
    ];

    /// <summary>Adds the statements that lock all of an application.</summary>
    /// <param name="commands">Where to.</param>
    /// <param name="entries">What removes the entries, before anything else is locked; null when they are elsewhere.</param>
    public static void AddAll(Commands commands, SqlText? entries)
    {
        commands.Add(All[0]);
        if (entries is not null)
        {
            commands.Add(entries);
        }

        foreach (SqlText text in All.AsSpan(1))
        {
            commands.Add(text);
        }
    }
}
