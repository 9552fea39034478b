using System.Collections.Immutable;
using System.ComponentModel;

namespace Pynenc;

/// <summary>The tasks that generated code has declared in this process; every application starts from them.</summary>
/// <remarks>Safe for concurrent use. An assembly declares its tasks when it is first used; <see cref="PynencAppBuilder.AddTasksFrom"/> makes sure of it.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TaskCatalog
{
    private static ImmutableList<TaskDefinition> s_definitions = [];

    /// <summary>All declared tasks.</summary>
    public static IReadOnlyList<TaskDefinition> Definitions => Volatile.Read(ref s_definitions);

    /// <summary>Declares tasks; called once per assembly by generated code.</summary>
    public static void Add(params IReadOnlyList<TaskDefinition> definitions) =>
        ImmutableInterlocked.Update(ref s_definitions, static (list, more) => list.AddRange(more), definitions);
}
