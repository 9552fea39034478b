using Pynenc.SourceGeneration.Emitter;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Catalog;

/// <summary>Puts the tasks of an assembly together: checks them against each other, orders them, and groups them by class.</summary>
/// <remarks>The order never depends on the order of files, so that the same sources give the same text everywhere.</remarks>
internal static class TaskAssembler
{
    public static AssemblyModel Assemble(IReadOnlyList<ParsedMethod> methods)
    {
        var problems = methods.SelectMany(m => m.Problems).ToList();
        Candidate[] candidates =
        [
            .. methods
                .Where(m => m.Task is not null)
                .Select(m => new Candidate(m.Task!, m.Location))
                .OrderBy(c => c.Task.Id, StringComparer.Ordinal)
                .ThenBy(c => c.Location.Path, StringComparer.Ordinal)
                .ThenBy(c => c.Location.Span.Start),
        ];

        Candidate[] unique = Uniqueness.Ids(candidates, problems);
        Candidate[] named = Uniqueness.Names(unique, problems);
        return new AssemblyModel(Classes(named).ToEquatable(), problems.ToEquatable());
    }

    private static IEnumerable<ClassModel> Classes(Candidate[] candidates)
    {
        // The compiler compares the names of generated files without case, classes are named with it.
        var hints = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (IGrouping<string, TaskModel> group in candidates
            .Select(c => c.Task)
            .GroupBy(t => t.Host.MetadataName, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string hint = TaskNames.Hint(group.Key, 1);
            for (int i = 2; !hints.Add(hint); i++)
            {
                hint = TaskNames.Hint(group.Key, i);
            }

            yield return new ClassModel(group.First().Host, hint, group.OrderBy(t => t.Name, StringComparer.Ordinal).ToEquatable());
        }
    }
}
