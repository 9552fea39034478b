namespace Pynenc.Postgres;

/// <summary>Removes all of one application, in one transaction.</summary>
internal static class Purge
{
    private static readonly SqlText[] Children =
    [
        new("DELETE FROM {s}.history h USING {s}.invocation i WHERE i.app = $2 AND h.number = i.number"),
        new("DELETE FROM {s}.outcome o USING {s}.invocation i WHERE i.app = $2 AND o.number = i.number"),
        new("DELETE FROM {s}.edge e USING {s}.invocation i WHERE i.app = $2 AND e.waiter = i.number"),
        new("DELETE FROM {s}.call c USING {s}.invocation i WHERE i.app = $2 AND c.number = i.number"),
        new("DELETE FROM {s}.trait t USING {s}.invocation i WHERE i.app = $2 AND t.number = CASE WHEN i.traits IS NOT NULL THEN i.number END"),
        new("DELETE FROM {s}.invocation WHERE app = $2"),
        new("DELETE FROM {s}.slot WHERE app = $2"),
        new("DELETE FROM {s}.slots WHERE app = $2"),
        new("DELETE FROM {s}.rate_grant WHERE app = $2"),
        new("DELETE FROM {s}.rate WHERE app = $2"),
        new("DELETE FROM {s}.reservation WHERE app = $2"),
        new("DELETE FROM {s}.runner WHERE app = $2"),
        new("DELETE FROM {s}.tally WHERE app = $2"),
        new("DELETE FROM {s}.content_reference WHERE app = $2"),
        new("DELETE FROM {s}.content_chunk WHERE app = $2"),
        new("DELETE FROM {s}.content WHERE app = $2"),
    ];

    private static readonly SqlText Entries = new("DELETE FROM {s}.entry WHERE app = $2 AND number IS NOT NULL");

    private static readonly SqlText Lanes = new("DELETE FROM {s}.lane WHERE app = $2");

    public static async ValueTask RunAsync(PostgresDatabase database, ColocationMode mode, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            commands =>
            {
                LockOrder.AddAll(commands, mode.IsColocated ? Entries : null);
                foreach (SqlText text in Children)
                {
                    commands.Add(text);
                }

                if (mode.IsColocated)
                {
                    commands.Add(Lanes);
                }
            },
            cancellationToken).ConfigureAwait(false);
}
