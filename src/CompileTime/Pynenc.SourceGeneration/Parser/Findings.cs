using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>What is wrong with one method.</summary>
internal sealed class Findings(string task, LocationInfo method)
{
    private readonly List<DiagnosticInfo> _problems = [];

    public bool IsEmpty => _problems.Count == 0;

    public void Add(DiagnosticDescriptor descriptor, params string[] arguments) => AddAt(method, descriptor, arguments);

    public void Add(DiagnosticDescriptor descriptor, ISymbol place, params string[] arguments) =>
        AddAt(place.Locations.FirstOrDefault(l => l.IsInSource) is { } location ? LocationInfo.From(location) : method, descriptor, arguments);

    public ParsedMethod Refuse() => new(Task: null, method, _problems.ToEquatable());

    public ParsedMethod Accept(TaskModel model) => new(model, method, EquatableArray<DiagnosticInfo>.Empty);

    private void AddAt(LocationInfo place, DiagnosticDescriptor descriptor, string[] arguments) =>
        _problems.Add(DiagnosticInfo.Create(descriptor, place, [task, .. arguments]));
}
