using System.Text.RegularExpressions;

namespace Pynenc.ArchitectureTests;

/// <summary>A box is a folder, an arrow is a reference, and arrows point towards Core.</summary>
public sealed partial class ReferenceTests
{
    [Fact]
    public void Every_reference_leads_to_a_ring_further_inside()
    {
        IEnumerable<string> wrong =
            from project in SourceTree.Projects
            from reference in SourceTree.Includes(project, "ProjectReference")
            where Ring(reference) >= Ring(project)
            select $"{project} (ring {Ring(project)}) references {reference} (ring {Ring(reference)})";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_backend_references_another_backend()
    {
        IEnumerable<string> wrong =
            from project in SourceTree.Projects
            where project.StartsWith("src/Backends/", StringComparison.Ordinal)
            from reference in SourceTree.Includes(project, "ProjectReference")
            where reference != "src/Core/Pynenc.Core"
            select $"{project} references {reference}; a backend references src/Core/Pynenc.Core only";
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_core_references_no_project_and_only_abstractions_of_Microsoft_Extensions()
    {
        Assert.Empty(SourceTree.Includes("src/Core/Pynenc.Core", "ProjectReference"));
        Assert.DoesNotContain(SourceTree.Includes("src/Core/Pynenc.Core", "PackageReference"), p => !Abstractions().IsMatch(p));
    }

    [Fact]
    public void The_built_core_needs_nothing_of_Pynenc()
    {
        IEnumerable<string?> names = typeof(PynencApp).Assembly.GetReferencedAssemblies().Select(a => a.Name);
        Assert.DoesNotContain(names, n => n is null || n.StartsWith("Pynenc", StringComparison.Ordinal));
    }

    /// <summary>How far a project is from the centre.</summary>
    private static int Ring(string project) => project.Split('/') switch
    {
        [_, "Core", "Pynenc.Core"] => 0,
        [_, "CompileTime", _] => 0,
        [_, "Backends", _] => 1,
        [_, "Core", _] => 2,
        [_, "Testing" or "Hosting", _] => 3,
        [_, "Operations", _] => 4,
        _ => throw new InvalidOperationException($"{project} is in no ring. Give its folder one here, and a row in docs/architecture.md."),
    };

    [GeneratedRegex(@"^Microsoft\.Extensions\..*Abstractions$")]
    private static partial Regex Abstractions();
}
