using Npgsql;
using Pynenc.Backend;

namespace Pynenc.Postgres.Tests;

/// <summary>Short words for what the tests do to an application.</summary>
internal static class Verbs
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static InvocationRecord Record(this PynencApp app, string task = "shop.task")
    {
        var id = InvocationId.New();
        return new InvocationRecord
        {
            Id = id,
            Task = new TaskId(task),
            Arguments = "{}"u8.ToArray(),
            Queue = new QueueName("default"),
            Workflow = id,
            RegisteredAt = app.Time.GetUtcNow(),
        };
    }

    public static async Task<InvocationRecord[]> PublishAsync(this PynencApp app, int count, Func<int, InvocationRecord>? make = null)
    {
        InvocationRecord[] records = [.. Enumerable.Range(0, count).Select(i => make?.Invoke(i) ?? app.Record())];
        foreach (InvocationRecord[] some in records.Chunk(1000))
        {
            await app.State.Invocations.PublishAsync(some, Token);
        }

        return records;
    }

    public static async Task<RunnerId> RunnerAsync(this PynencApp app)
    {
        var info = new RunnerInfo(RunnerId.New(), "Test", "host", 1, 1, app.Time.GetUtcNow());
        await app.State.Runners.RegisterAsync(info, TimeSpan.FromDays(1), Token);
        return info.Id;
    }

    public static async Task<IReadOnlyList<ClaimedInvocation>> TakeAsync(this PynencApp app, RunnerId runner, int max) =>
        (await app.TakeAsync(new TakeRequest(runner, [], max, TimeSpan.Zero), Token)).Claimed;

    public static TransitionRequest Step(this PynencApp app, InvocationId id, Fence? fence, params InvocationStatus[] path) => new()
    {
        Id = id,
        Fence = fence,
        Path = [.. path.Select(s => new StatusStep(s, app.Time.GetUtcNow()))],
        By = fence?.Owner,
    };

    /// <summary>The first column of every row.</summary>
    public static async Task<List<string>> AskAsync(this NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Statements of the package and of these tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await rows.ReadAsync(Token))
        {
            lines.Add(rows[0].ToString()!);
        }

        return lines;
    }
}
