using System.Globalization;
using Npgsql;

namespace Pynenc.LoadBench.Targets;

/// <summary>What a PostgreSQL server says of itself: over a connection of its own, kept from question to question.</summary>
internal sealed class PostgresCounters(string connectionString)
{
    public const string Statements = "statements";
    public const string Commits = "commits";

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);
    private bool? _hasStatements;

    /// <summary>Statements of all clients but this one, where pg_stat_statements is loaded; and transactions that wrote, by the numbers they were given.</summary>
    public async ValueTask<IReadOnlyList<Tally>> CountAsync()
    {
        _hasStatements ??= await TryAsync("CREATE EXTENSION IF NOT EXISTS pg_stat_statements") && await TryAsync("SELECT count(*) FROM pg_stat_statements");
        var commits = new Tally(Commits, await AskAsync("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"));
        return _hasStatements.Value
            ? [new Tally(Statements, await AskAsync("SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements WHERE query NOT LIKE '%pg\\_s%'")), commits]
            : [commits];
    }

    private async Task<bool> TryAsync(string statement)
    {
        try
        {
            await AskAsync(statement);
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    private async Task<long> AskAsync(string statement)
    {
        await using NpgsqlCommand command = _source.CreateCommand(statement);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
