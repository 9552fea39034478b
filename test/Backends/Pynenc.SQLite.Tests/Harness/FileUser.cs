using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Pynenc.SQLite.Tests;

/// <summary>Runs code as a user whom permission bits bind, also when the tests run as root.</summary>
internal static class FileUser
{
    private const uint Nobody = 65534;

    /// <summary>True when the tests run as root on Linux, where one thread may touch files as somebody else.</summary>
    public static bool CanChange => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    /// <summary>Runs <paramref name="action"/> on a thread of its own, on which root's power over files is given up.</summary>
    [SupportedOSPlatform("linux")]
    [SuppressMessage("Usage", "VSTHRD002:Avoid problematic synchronous waits", Justification = "The identity belongs to this thread.")]
    public static async Task<Exception?> RunAsNobodyAsync(Func<ValueTask> action)
    {
        var done = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            _ = SetFileGroup(Nobody);
            _ = SetFileUser(Nobody);
            try
            {
                action().AsTask().GetAwaiter().GetResult();
                done.SetResult(null);
            }
            catch (Exception error)
            {
                done.SetResult(error);
            }
            finally
            {
                _ = SetFileUser(0);
                _ = SetFileGroup(0);
            }
        }).Start();
        return await done.Task.Bounded();
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Generated code would need unsafe blocks.")]
    private static extern int SetFileUser(uint user);

    [DllImport("libc", EntryPoint = "setfsgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Generated code would need unsafe blocks.")]
    private static extern int SetFileGroup(uint group);
}
