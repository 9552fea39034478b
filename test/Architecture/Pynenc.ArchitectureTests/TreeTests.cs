namespace Pynenc.ArchitectureTests;

/// <summary>The listing of the tree tells the truth, and stays readable.</summary>
public sealed class TreeTests
{
    private const int MostLines = 400;

    private static readonly string[] Nameless = ["Utils", "Helpers", "Common", "Models", "Interfaces"];

    /// <summary>The files that may be longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> MayBeLong = new()
    {
        ["ArgumentsCodecs.cs"] = "The same codec for each number of parameters; reading one is reading all.",
        ["DelegateTasks.cs"] = "The same overload for each shape of delegate; reading one is reading all.",
    };

    [Fact]
    public void No_folder_has_a_name_that_fits_everything()
    {
        Assert.DoesNotContain(SourceTree.Folders("src"), f => Nameless.Contains(f.Split('/')[^1], StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_code_file_is_too_long_to_read()
    {
        IEnumerable<string> wrong =
            from file in SourceTree.Files("src", "*.cs").Concat(SourceTree.Files("test", "*.cs"))
            where !file.Contains("/Golden/", StringComparison.Ordinal) && !MayBeLong.ContainsKey(file.Split('/')[^1])
            let lines = SourceTree.Read(file).TrimEnd('\n').Split('\n').Length
            where lines > MostLines
            select $"{file} has {lines} lines; the limit is {MostLines}. Split it by idea, or list it here with a reason.";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_exception_from_the_length_limit_still_exists()
    {
        IEnumerable<string> names = SourceTree.Files("src", "*.cs").Concat(SourceTree.Files("test", "*.cs")).Select(f => f.Split('/')[^1]);
        Assert.Empty(MayBeLong.Keys.Except(names));
    }

    [Fact]
    public void Every_backend_has_a_readme()
    {
        IEnumerable<string> backends = SourceTree.Projects.Where(p => p.StartsWith("src/Backends/", StringComparison.Ordinal));
        Assert.DoesNotContain(backends, p => !SourceTree.Exists($"{p}/README.md"));
    }

    [Fact]
    public void Every_project_is_named_as_its_folder()
    {
        Assert.DoesNotContain(SourceTree.Files("src", "*.csproj"), f => f.Split('/') is [.., var folder, var file] && file != $"{folder}.csproj");
    }
}
