using Pynenc.Backend;
using Pynenc.SystemTests.Worker;

namespace Pynenc.SystemTests;

/// <summary>A database in a folder of its own, and the application that calls; the workers are other processes.</summary>
public abstract class SystemTest : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pynenc-system-");

    protected SystemTest() => App = WorkerApp.Open(Database);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected PynencApp App { get; }

    protected string Database => PathOf("system.db");

    protected string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Waits until a file has a number of lines; the body of a task writes them.</summary>
    protected static async Task<string[]> LinesAsync(string file, int count)
    {
        while (true)
        {
            if (File.Exists(file) && await File.ReadAllLinesAsync(file, Token) is { } lines && lines.Length >= count)
            {
                return lines;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    /// <summary>No invocation is lost, each has one end, and every history is a legal path of rising epochs.</summary>
    protected async Task CheckHistoriesAsync(int invocations)
    {
        int seen = 0;
        long? after = 0;
        while (after is { } from)
        {
            InvocationPage page = await App.PageAsync(after: from, limit: 1000, cancellationToken: Token);
            foreach (InvocationState state in page.Items)
            {
                seen++;
                IReadOnlyList<HistoryEntry> history = await App.Invocation<int>(state.Record.Id).HistoryAsync(Token);
                string path = string.Join(" → ", history.Select(h => h.Status.Text()));
                Assert.Equal(Enumerable.Range(1, history.Count), history.Select(h => h.Sequence));
                for (int i = 1; i < history.Count; i++)
                {
                    Assert.True(history[i - 1].Status.CanMoveTo(history[i].Status), path);
                    Assert.True(history[i].Epoch >= history[i - 1].Epoch, path);
                }

                Assert.True(state.Status.IsFinal(), path);
                Assert.Equal(1, history.Count(h => h.Status.IsFinal()));
            }

            after = page.Next;
        }

        Assert.Equal(invocations, seen);
        Assert.Equal(invocations, (await App.CountAsync(Token)).Sum(c => c.Count));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
