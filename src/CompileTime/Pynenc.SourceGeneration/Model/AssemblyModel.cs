namespace Pynenc.SourceGeneration.Model;

/// <summary>All tasks of an assembly, checked against each other, in ordinal order.</summary>
internal sealed record AssemblyModel(EquatableArray<ClassModel> Classes, EquatableArray<DiagnosticInfo> Problems);

/// <summary>The tasks of one class, in ordinal order of their names.</summary>
internal sealed record ClassModel(HostModel Host, string HintName, EquatableArray<TaskModel> Tasks)
{
    public bool IsPublic => Tasks.Any(t => t.IsPublic);
}

/// <summary>Where the definition of a task stands in generated code.</summary>
internal sealed record RegistrationModel(string Id, string Field);
