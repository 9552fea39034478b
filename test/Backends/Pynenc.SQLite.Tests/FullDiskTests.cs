using System.Diagnostics;
using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>A disk that is really full: a small file system of its own, in a child process that runs one test of this class.</summary>
public sealed class FullDiskTests
{
    private const string Variable = "PYNENC_TEST_SMALL_DISK";

    [Theory]
    [InlineData(Durability.Full)]
    [InlineData(Durability.Normal)]
    public async Task Nothing_acknowledged_is_lost_on_a_full_disk_and_work_goes_on_when_there_is_space(Durability durability)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } disk)
        {
            await FillAsync(disk, durability);
            return;
        }

        Assert.SkipUnless(await CanMountAsync(), "Needs 'unshare' and the right to mount a small file system.");
        await using var file = new TempFile();
        (int code, string output) = await RunAsync(
            file.Folder.FullName,
            $"mount -t tmpfs -o size=3m tmpfs '{file.Folder.FullName}' && exec '{Environment.ProcessPath}' --filter-class {typeof(FullDiskTests).FullName}");
        Assert.True(code == 0, output);
    }

    private static async Task FillAsync(string disk, Durability durability)
    {
        string path = Path.Combine(disk, $"{durability}.db");
        string ballast = Path.Combine(disk, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[512 * 1024], TempFile.Token);
        await using var file = new TempFile();
        PynencApp app = file.App(path: path, configure: s => s.Durability = durability);
        var stored = new List<InvocationId>();
        BackendException? full = null;
        while (full is null)
        {
            try
            {
                stored.Add(await app.PublishAsync(app.Record(bytes: 2000)));
            }
            catch (BackendException error)
            {
                full = error;
            }
        }

        Assert.True(full.IsTransient, full.Message);
        Assert.Contains("disk", full.Message, StringComparison.Ordinal);
        Assert.Contains(path, full.Message, StringComparison.Ordinal);
        Assert.NotEmpty(stored);
        Assert.Equal(stored.Count, await app.StoredAsync());
        await Verbs.RefusesAsync(async () => await app.PublishAsync(app.Record(bytes: 200_000)), path);

        File.Delete(ballast);
        stored.Add(await app.PublishAsync(app.Record(bytes: 2000)));
        Assert.Equal(stored, await app.TakeAsync(await app.RunnerAsync(), stored.Count + 1));
        await app.DisposeAsync();
        foreach (string left in Directory.GetFiles(disk))
        {
            File.Delete(left);
        }
    }

    private static async Task<bool> CanMountAsync() =>
        OperatingSystem.IsLinux() && File.Exists("/usr/bin/unshare") && (await RunAsync("/", "mount -t tmpfs tmpfs /mnt")).Code == 0;

    private static async Task<(int Code, string Output)> RunAsync(string disk, string command)
    {
        var start = new ProcessStartInfo("/usr/bin/unshare", ["-m", "/bin/sh", "-c", command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Variable] = disk;
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(TempFile.Token);
            string output = await process.StandardOutput.ReadToEndAsync(TempFile.Token).Bounded();
            await process.WaitForExitAsync(TempFile.Token).Bounded();
            return (process.ExitCode, output + await errors.Bounded());
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
