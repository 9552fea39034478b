using System.Xml.Linq;

namespace Pynenc.ArchitectureTests;

/// <summary>The checkout these tests were built from, as text.</summary>
internal static class SourceTree
{
    private static readonly string[] Built = ["bin", "obj", "artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>The projects under <c>src</c>, as <c>src/Core/Pynenc.Core</c>.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Files("src", "*.csproj").Select(f => f[..f.LastIndexOf('/')]).Order(StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    /// <summary>The files below a folder, as paths from the root with forward slashes; what a build wrote is left out.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern) => Exists(folder)
        ? [.. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(Relative)
            .Where(f => !f.Split('/').Intersect(Built).Any())
            .Order(StringComparer.Ordinal)]
        : [];

    public static IReadOnlyList<string> Folders(string folder) =>
        [.. Directory.EnumerateDirectories(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Select(Relative)
            .Where(f => !f.Split('/').Intersect(Built).Any())
            .Order(StringComparer.Ordinal)];

    /// <summary>The documentation that lives under this project's own care: <c>docs</c> and three files of the root.</summary>
    public static IReadOnlyList<string> Documents { get; } =
        [.. Files("docs", "*.md"), "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];

    /// <summary>What a project file includes, such as <c>ProjectReference</c>: projects as folders from the root, packages by name.</summary>
    public static IReadOnlyList<string> Includes(string project, string item)
    {
        string file = Files(project, "*.csproj").Single();
        IEnumerable<string> includes = XDocument.Parse(Read(file)).Descendants(item).Select(e => (string)e.Attribute("Include")!);
        return item == "ProjectReference"
            ? [.. includes.Select(i => Relative(Path.GetFullPath(Path.Combine(Root, project, Path.GetDirectoryName(i)!))))]
            : [.. includes];
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
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
