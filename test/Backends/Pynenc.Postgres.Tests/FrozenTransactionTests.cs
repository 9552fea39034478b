using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres.Tests;

/// <summary>A process that freezes in the middle of a transaction holds rows; it must not hold them for longer than its lease.</summary>
public sealed class FrozenTransactionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_transaction_that_says_nothing_for_a_lease_is_undone_and_lets_others_go_on(bool isPgBouncerSafe)
    {
        string server = await Server.SharedAsync();
        var settings = new PostgresBackendOptions { Schema = Server.NewSchema(), PgBouncerSafe = isPgBouncerSafe };
        await using PynencApp app = PynencApp.Create(o => o
            .UsePostgres(server, s => (s.Schema, s.PgBouncerSafe) = (settings.Schema, isPgBouncerSafe))
            .Configure(options => (options.Lease, options.HeartbeatInterval) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500))));
        await app.InitializeAsync(Token);
        RunnerId runner = await app.RunnerAsync();
        await using PostgresDatabase frozen = new PostgresDatabase(app.State.App, server, settings).Share();
        await frozen.OpenAsync(Token);
        var locked = new TaskCompletionSource();
        var thawed = new TaskCompletionSource();
        Task late = frozen.TransactAsync<int>(
            async (connection, _) =>
            {
                await connection.AskAsync($"SELECT 1 FROM {settings.Schema}.runner FOR UPDATE");
                locked.SetResult();
                await thawed.Task;
                return (await connection.AskAsync("SELECT 1")).Count;
            },
            Token).AsTask();
        await locked.Task.WaitAsync(Patience, Token);
        try
        {
            await app.State.Runners.UnregisterAsync(runner, Token).AsTask().WaitAsync(Patience, Token);
        }
        finally
        {
            thawed.SetResult();
        }

        await Assert.ThrowsAsync<BackendUnavailableException>(() => late);
    }
}
