using Pynenc;

namespace TextIndex;

/// <summary>A worker process: runs tasks until its standard input closes, which it also does when the producer dies.</summary>
internal static class Worker
{
    public static async Task<int> RunAsync(string database)
    {
        await using PynencApp app = IndexApp.Open(database);
        await using ThreadRunner runner = await app.StartThreadRunnerAsync();
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }
}
