using System.Diagnostics;

namespace Pynenc.SystemTests;

/// <summary>The demo, as a user runs it.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pynenc-demo-");

    [Fact]
    public async Task The_demo_counts_every_word_and_gives_the_same_answer_when_a_worker_is_killed()
    {
        for (int file = 0; file < 60; file++)
        {
            await File.WriteAllLinesAsync(
                Path.Combine(_folder.FullName, $"{file}.txt"), Enumerable.Range(0, 1000).Select(i => $"line number{(char)('a' + (i % 7))} of file{(char)('a' + (file % 5))}"), TestContext.Current.CancellationToken);
        }

        (int plainCode, string plain) = await RunAsync(_folder.FullName);
        (int killCode, string kill) = await RunAsync(_folder.FullName, "--kill");
        Assert.Equal(0, plainCode);
        Assert.Equal(0, killCode);
        Assert.Contains("180,000", plain, StringComparison.Ordinal);
        Assert.Contains("Killed worker process", kill, StringComparison.Ordinal);
        Assert.Equal(AnswerOf(plain), AnswerOf(kill));
    }

    [Theory]
    [InlineData("is not a folder", "/no/such/folder")]
    [InlineData("usage: demo", "--no-such-option")]
    [InlineData("usage: demo", "a", "b")]
    public async Task Bad_input_ends_the_demo_with_code_2_and_says_what_to_do(string expected, params string[] arguments)
    {
        (int code, string output) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_text_is_refused()
    {
        (int code, string output) = await RunAsync(_folder.FullName);
        Assert.Equal(2, code);
        Assert.Contains("no text file", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string AnswerOf(string output)
    {
        string line = output.Split('\n').Single(l => l.Contains("answer", StringComparison.Ordinal));
        return line.Split('│', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[^1];
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "TextIndex");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + errors);
    }
}
