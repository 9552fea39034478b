using System.Text;

namespace Pynenc.Core.Tests;

/// <summary>Writes <c>docs/invocation-states.md</c> from <see cref="StatusMachine"/>, and notices when the two differ.</summary>
public sealed class StatusMachineDocs
{
    [Fact]
    public void The_documented_state_machine_is_the_one_in_the_code()
    {
        string file = Path.Combine(RepositoryRoot(), "docs", "invocation-states.md");
        string expected = Render();
        if (Environment.GetEnvironmentVariable("PYNENC_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, expected);
        }

        string seen = File.ReadAllText(file).ReplaceLineEndings("\n");
        Assert.True(expected == seen, $"{file} differs from StatusMachine. Run this test with PYNENC_UPDATE_GOLDEN=1 and review the change.");
    }

    private static string Render()
    {
        var text = new StringBuilder();
        text.Append("""
            # Invocation states

            Written from `StatusMachine.cs` by the test `StatusMachineDocs.cs`; do not edit it here.
            Run that test with `PYNENC_UPDATE_GOLDEN=1` to write it again.

            Read [architecture.md](architecture.md) for who makes each move. A transition may take several steps of this picture at
            once; all of them are stored together, or none. The two `concurrency_controlled` statuses belong to concurrency limits;
            nothing enters them yet.

            ## Picture

            Every status that is not final may also become `cancelled`; those arrows are left out of the picture. The table has them.

            ```mermaid
            stateDiagram-v2

            """.ReplaceLineEndings("\n"));
        AppendDiagram(text);
        text.Append("""
            ```

            ## Table

            - *available*: a runner may claim it.
            - *owned*: a runner holds it, and only that runner may move it on. Recoveries and cancellation override the owner.
            - *settled*: nothing more happens by itself; waiting callers are answered.
            - *final*: there is no way out.

            The number and the text are stored. They are never changed or reused.

            | status | number | text | available | owned | settled | final | next |
            |---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (InvocationStatus status in StatusMachine.All)
        {
            string next = string.Join(", ", Ordered(status.Next()).Select(s => $"`{s.Text()}`"));
            text.Append($"| {status} | {(int)status} | `{status.Text()}` | {Yes(status.IsAvailable())} | {Yes(status.IsOwned())} | {Yes(status.IsSettled())} | {Yes(status.IsFinal())} | {next} |\n");
        }

        return text.ToString();
    }

    private static void AppendDiagram(StringBuilder text)
    {
        text.Append("    [*] --> registered\n");
        foreach (InvocationStatus status in StatusMachine.All)
        {
            foreach (InvocationStatus next in Ordered(status.Next()).Where(s => s != InvocationStatus.Cancelled))
            {
                text.Append($"    {status.Text()} --> {next.Text()}\n");
            }
        }

        foreach (InvocationStatus status in StatusMachine.Final)
        {
            text.Append($"    {status.Text()} --> [*]\n");
        }
    }

    private static IEnumerable<InvocationStatus> Ordered(IEnumerable<InvocationStatus> statuses) => statuses.OrderBy(s => (int)s);

    private static string Yes(bool value) => value ? "yes" : string.Empty;

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has a Directory.Packages.props. Run the tests from a checkout.");
    }
}
