using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Emitter;

/// <summary>Writes what a caller sees of one task: its handle, and a call with the parameters of the method.</summary>
internal static class CallEmitter
{
    public static void Emit(SourceWriter writer, TaskModel task)
    {
        string access = task.IsPublic ? "public" : "internal";
        string source = XmlDoc.See(task.DocumentationId);
        string name = TaskNames.Escape(task.Name);
        ParameterModel[] arguments = [.. task.Arguments];
        string options = Free("callOptions", arguments);
        string token = Free("cancellationToken", arguments);

        writer.Line($"/// <summary>The task {source}: call it in bulk, or look at its definition.</summary>");
        writer.Line($"{access} global::Pynenc.TaskHandle<{Arguments.TupleType(arguments)}, {task.Result}> {name} => this.{TaskNames.App}.Handle({TaskNames.Definitions}.{name});");
        writer.Line();
        writer.Line($"/// <summary>Publishes one invocation of {source} and returns its handle at once, without waiting for it to run.</summary>");
        writer.Line($"/// <remarks>{XmlDoc.Inherit(task.DocumentationId, "/summary")}</remarks>");
        foreach (ParameterModel argument in arguments)
        {
            writer.Line($"/// <param name=\"{argument.Name}\">{XmlDoc.Inherit(task.DocumentationId, $"/param[@name='{argument.Name}']")}</param>");
        }

        writer.Line($"/// <param name=\"{options}\">What this call wants different from its task; null means nothing.</param>");
        writer.Line($"/// <param name=\"{token}\">Stops the publish. Once stored, an invocation stays stored.</param>");
        writer.Line($"{access} global::System.Threading.Tasks.ValueTask<global::Pynenc.Invocation<{task.Result}>> {TaskNames.Call(task.Name)}(");
        writer.Indented(w =>
        {
            foreach (string parameter in Parameters(arguments))
            {
                w.Line(parameter + ",");
            }

            w.Line($"global::Pynenc.CallOptions? {options} = null,");
            w.Line($"global::System.Threading.CancellationToken {token} = default) =>");
            w.Line($"this.{name}.CallAsync({Arguments.TupleValue(arguments)}, {options}, {token});");
        });
    }

    /// <summary>A default before a parameter without one is legal in a method with <c>params</c>, and nowhere else.</summary>
    private static IEnumerable<string> Parameters(ParameterModel[] arguments)
    {
        int required = Array.FindLastIndex(arguments, a => a.Default is null);
        return arguments.Select((a, i) => i > required
            ? $"{a.Type} {TaskNames.Escape(a.Name)} = {a.Default}"
            : $"{a.Type} {TaskNames.Escape(a.Name)}");
    }

    private static string Free(string name, ParameterModel[] arguments)
    {
        while (arguments.Any(a => a.Name == name))
        {
            name += "_";
        }

        return name;
    }
}
