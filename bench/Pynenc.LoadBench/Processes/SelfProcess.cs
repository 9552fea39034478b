using System.Diagnostics;

namespace Pynenc.LoadBench;

/// <summary>This program in a process of its own, which ends when its input does. Its errors stand among those of this one.</summary>
internal sealed class SelfProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SelfProcess(Process process) => _process = process;

    public static SelfProcess Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!);

    public async Task<string> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    /// <summary>Its next line.</summary>
    public async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The other process has ended; its errors stand above.");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
