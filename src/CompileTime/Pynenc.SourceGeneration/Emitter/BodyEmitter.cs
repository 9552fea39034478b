using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Emitter;

/// <summary>Writes the lambda that runs a method: no state machine where none is needed.</summary>
internal static class BodyEmitter
{
    public static string Emit(TaskModel task)
    {
        string call = $"{Target(task)}.{TaskNames.Escape(task.Method)}({Values(task)}){(task.MayReturnNull ? "!" : string.Empty)}";
        return task.Returns switch
        {
            ReturnShape.Value or ReturnShape.TaskOfValue => $"static (a, context) => new global::System.Threading.Tasks.ValueTask<{task.Result}>({call})",
            ReturnShape.ValueTaskOfValue => $"static (a, context) => {call}",
            ReturnShape.Nothing => $"static (a, context) => {{ {call}; return default; }}",
            _ => $"static async (a, context) => {{ await {call}.ConfigureAwait(false); return default; }}",
        };
    }

    private static string Target(TaskModel task)
    {
        HostModel host = task.Host;
        if (task.IsStatic)
        {
            return host.Type;
        }

        return host.Target.CanBeCreated
            ? $"(global::Pynenc.TaskServices.Find<{host.Type}>(context) ?? new {host.Type}({string.Join(", ", host.Target.Dependencies.Select(Dependency))}))"
            : $"global::Pynenc.TaskServices.Require<{host.Type}>(context)";
    }

    private static string Dependency(DependencyModel dependency) => dependency.Source switch
    {
        DependencySource.App => "context.App",
        DependencySource.Context => "context",
        DependencySource.CancellationToken => "context.CancellationToken",
        DependencySource.ServiceProvider => "context.Services",
        DependencySource.Default => dependency.Default!,
        DependencySource.OptionalService => $"global::Pynenc.TaskServices.Find<{dependency.Type}>(context) ?? {dependency.Default}",
        _ => $"global::Pynenc.TaskServices.Require<{dependency.Type}>(context)",
    };

    private static string Values(TaskModel task)
    {
        int item = 0;
        return string.Join(", ", task.Parameters.Select(p => p.Kind switch
        {
            ParameterKind.CancellationToken => "context.CancellationToken",
            ParameterKind.Context => "context",
            _ => $"a.Item{++item}",
        }));
    }
}
