using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Pynenc.Diagnostics;

/// <summary>The one fail point that is switched on in this process.</summary>
internal sealed class FailPointSwitch
{
    private const string Form = "Write name:action or name:action:count, with action kill, stop or throw and count from 1, such as take.claimed:kill:3.";

    private readonly string _name;
    private readonly FailPointAction _action;
    private readonly int _count;
    private int _hits;

    private FailPointSwitch(string name, FailPointAction action, int count, string? problem = null)
    {
        _name = name;
        _action = action;
        _count = count;
        Problem = problem;
    }

    /// <summary>What is wrong with the text it was read from; such a switch never acts, and the application does not start.</summary>
    public string? Problem { get; }

    /// <summary>Reads <c>name:action[:count]</c>.</summary>
    /// <returns>The switch; <see langword="null"/> when the text is missing or empty, so that nothing is switched on.</returns>
    public static FailPointSwitch? Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        string[] parts = text.Split(':');
        int count = 1;
        string? problem =
            parts.Length is < 2 or > 3 || parts[0].Length == 0 ? $"{FailPoint.Variable} is '{text}'. {Form}" :
            !TryReadAction(parts[1], out FailPointAction action) ? $"{FailPoint.Variable} is '{text}'; '{parts[1]}' is no action. {Form}" :
            parts.Length == 3 && !(int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0) ? $"{FailPoint.Variable} is '{text}'; '{parts[2]}' is no count from 1. {Form}" :
            action == FailPointAction.Stop && OperatingSystem.IsWindows() ? $"{FailPoint.Variable} is '{text}'; Windows cannot stop a process by a signal. Use kill or throw." :
            null;
        return problem is null
            ? new FailPointSwitch(parts[0], ActionOf(parts[1]), count)
            : new FailPointSwitch("", FailPointAction.Throw, count, problem);
    }

    public void Hit(string name)
    {
        if (Problem is null && name == _name && Interlocked.Increment(ref _hits) == _count)
        {
            Act();
        }
    }

    private static bool TryReadAction(string text, out FailPointAction action)
    {
        action = ActionOf(text);
        return text is "kill" or "stop" or "throw";
    }

    private static FailPointAction ActionOf(string text) => text switch
    {
        "kill" => FailPointAction.Kill,
        "stop" => FailPointAction.Stop,
        _ => FailPointAction.Throw,
    };

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "The last words of a process that is about to die; whoever switched the point on reads them.")]
    private void Act()
    {
        Console.Error.WriteLine($"fail point {_name}: {_action} at hit {_count}");
        Console.Error.Flush();
        switch (_action)
        {
            case FailPointAction.Kill when OperatingSystem.IsWindows():
                Process.GetCurrentProcess().Kill();
                break;
            case FailPointAction.Kill:
                _ = Signal(Environment.ProcessId, 9);
                break;
            case FailPointAction.Stop:
                _ = Signal(Environment.ProcessId, OperatingSystem.IsMacOS() ? 17 : 19);
                break;
            default:
                throw new FailPointException(_name);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}
