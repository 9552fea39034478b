using Microsoft.CodeAnalysis.CSharp;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Emitter;

/// <summary>The names of what is generated.</summary>
internal static class TaskNames
{
    /// <summary>The nested class of definitions; a name nobody writes by hand.</summary>
    public const string Definitions = "__Definitions";

    /// <summary>The field that holds the application.</summary>
    public const string App = "_app";

    /// <summary>The file that declares all tasks of the assembly.</summary>
    public const string RegistrationHint = "PynencTaskRegistration.g.cs";

    public static string Tasks(HostModel host) => host.Name + "Tasks";

    public static string Extensions(HostModel host) => host.Name + "TasksExtensions";

    public static string Call(string name) => name + "Async";

    public static string Hint(string metadataName, int number) =>
        number == 1 ? $"{metadataName}.Tasks.g.cs" : $"{metadataName}.Tasks-{number}.g.cs";

    public static string Qualified(HostModel host) =>
        host.Namespace is null ? $"global::{Tasks(host)}" : $"global::{host.Namespace}.{Tasks(host)}";

    public static bool IsReserved(HostModel host, string name) =>
        name is Definitions or App || name == Tasks(host);

    /// <summary>Puts an <c>@</c> before what would be a keyword.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
