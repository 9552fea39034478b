using System.Diagnostics;
using Pynenc;
using Pynenc.Backend;
using Spectre.Console;

namespace TextIndex;

/// <summary>Indexes a folder with two worker processes over one SQLite file, and shows what came out.</summary>
internal static class Producer
{
    public static async Task<int> RunAsync(string folder, bool kill)
    {
        List<string> files = TextFiles.Find(folder);
        if (files.Count == 0)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]There is no text file in '{folder}'.[/] Name a folder that has some.");
            return 2;
        }

        DirectoryInfo work = Directory.CreateTempSubdirectory("text-index-");
        try
        {
            string database = Path.Combine(work.FullName, "index.db");
            await using PynencApp app = IndexApp.Open(database);
            await app.InitializeAsync();
            using WorkerProcess first = await WorkerProcess.StartAsync(database);
            using WorkerProcess second = await WorkerProcess.StartAsync(database);
            AnsiConsole.MarkupLineInterpolated($"Indexing [bold]{files.Count}[/] files of {Path.GetFullPath(folder)} with worker processes {first.Id} and {second.Id}.");

            long start = Stopwatch.GetTimestamp();
            var total = new WordCounts();
            await AnsiConsole.Progress().StartAsync(progress => IndexAsync(app, files, total, progress, kill ? first : null));
            TimeSpan took = Stopwatch.GetElapsedTime(start);

            await first.StopAsync();
            await second.StopAsync();
            await ShowAsync(app, files.Count, total, took);
            return 0;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task IndexAsync(
        PynencApp app, List<string> files, WordCounts total, ProgressContext progress, WorkerProcess? victim)
    {
        ProgressTask bar = progress.AddTask("files", maxValue: files.Count);
        InvocationGroup<WordCounts> group = await app.Indexing.CountFile.ParallelizeAsync(files);
        int done = 0;
        await foreach (WordCounts counts in group.ResultsAsync())
        {
            total.Add(counts);
            bar.Increment(1);
            if (++done >= files.Count / 4 && victim is not null)
            {
                await victim.KillAsync();
                AnsiConsole.MarkupLineInterpolated($"[yellow]Killed worker process {victim.Id} after {done} files.[/] What it held runs elsewhere.");
                await app.ReportDeadProcessAsync(victim.Id);
                victim = null;
            }
        }
    }

    private static async Task ShowAsync(PynencApp app, int files, WordCounts total, TimeSpan took)
    {
        IReadOnlyList<StatusCount> counts = await app.CountAsync();
        long invocations = counts.Sum(c => c.Count);
        Table table = new Table().AddColumns("what", "value").Border(TableBorder.Rounded);
        table.AddRow("files", $"{files:N0}");
        table.AddRow("words", $"{total.Total:N0}");
        table.AddRow("different words", $"{total.Words.Count:N0}");
        table.AddRow("top terms", string.Join(", ", total.Top(8).Select(w => $"{w.Key} {w.Value:N0}")));
        foreach (IGrouping<InvocationStatus, StatusCount> status in counts.GroupBy(c => c.Status).OrderBy(g => g.Key))
        {
            table.AddRow($"invocations {status.Key.Text()}", $"{status.Sum(c => c.Count):N0}");
        }

        table.AddRow("throughput", $"{invocations / took.TotalSeconds:N0} invocations/s ({invocations:N0} in {took.TotalSeconds:N2} s)");
        table.AddRow("answer", total.Fingerprint());
        AnsiConsole.Write(table);
    }
}
