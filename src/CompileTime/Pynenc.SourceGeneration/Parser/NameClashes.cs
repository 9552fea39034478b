using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Emitter;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>Finds generated names that something written by hand has already.</summary>
internal static class NameClashes
{
    public static void CheckAgainstSource(HostModel host, string name, Compilation compilation, Findings findings)
    {
        if (TaskNames.IsReserved(host, name) || TaskNames.IsReserved(host, TaskNames.Call(name)))
        {
            findings.Add(Diagnostics.NameTaken, name, "the generated code needs for itself");
        }

        string outermost = host.MetadataName.Split('+')[0];
        string prefix = outermost.Substring(0, outermost.LastIndexOf('.') + 1);
        foreach (string type in new[] { TaskNames.Tasks(host), TaskNames.Extensions(host) })
        {
            if (compilation.Assembly.GetTypeByMetadataName(prefix + type) is not null)
            {
                findings.Add(Diagnostics.NameTaken, prefix + type, "is a type of this assembly already");
            }
        }

        if (IsMemberOfApp(host.Name, compilation))
        {
            findings.Add(Diagnostics.NameTaken, $"app.{host.Name}", "PynencApp has already");
        }
    }

    private static bool IsMemberOfApp(string name, Compilation compilation) =>
        name == "Task" // The extension method that registers delegates.
        || compilation.GetTypeByMetadataName("Pynenc.PynencApp")?.GetMembers(name).Any(m => m.DeclaredAccessibility == Accessibility.Public) == true;
}
