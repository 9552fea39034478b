using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Catalog;

/// <summary>A task with nothing wrong in itself, and the place to complain about it.</summary>
internal sealed record Candidate(TaskModel Task, LocationInfo Location)
{
    public string FullMethod => $"{Task.Host.MetadataName}.{Task.Method}";

    public DiagnosticInfo Refuse(DiagnosticDescriptor descriptor, params string[] arguments) =>
        DiagnosticInfo.Create(descriptor, Location, [Task.Method, .. arguments]);
}
