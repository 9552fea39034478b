using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres;

/// <summary>Reads the history of one invocation.</summary>
internal static class HistoryRows
{
    public const string Columns = "h.sequence, h.status, h.at, h.runner, h.epoch, h.reason";

    private static readonly SqlText Find = new($"SELECT {Columns} FROM {{s}}.history h WHERE h.number = $3 ORDER BY h.sequence");

    public static async ValueTask<List<HistoryEntry>> ReadAsync(
        PostgresDatabase database, NpgsqlConnection connection, long number, CancellationToken cancellationToken)
    {
        var commands = new Commands(database, connection);
        await using (commands.ConfigureAwait(false))
        {
            commands.Add(Find).With(number);
            NpgsqlDataReader rows = await commands.ReadAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                return await ReadAsync(rows, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public static async ValueTask<List<HistoryEntry>> ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var history = new List<HistoryEntry>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            history.Add(new HistoryEntry(
                rows.GetInt32(0),
                (InvocationStatus)rows.GetInt16(1),
                rows.Time(2),
                rows.GuidOrNull(3) is { } runner ? new RunnerId(runner) : null,
                rows.GetInt64(4),
                rows.TextOrNull(5)));
        }

        return history;
    }
}
