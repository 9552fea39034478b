namespace Pynenc.SourceGeneration.Model;

/// <summary>What one attribute led to: a task, or what is wrong with it.</summary>
/// <remarks>The place stands beside the task and not in it, so that code that moves down a line does not change the task.</remarks>
internal sealed record ParsedMethod(TaskModel? Task, LocationInfo Location, EquatableArray<DiagnosticInfo> Problems);
