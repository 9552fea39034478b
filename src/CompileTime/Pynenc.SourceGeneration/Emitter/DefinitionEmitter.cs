using Microsoft.CodeAnalysis.CSharp;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Emitter;

/// <summary>Writes the definitions of the tasks of one class.</summary>
internal static class DefinitionEmitter
{
    public static void Emit(SourceWriter writer, ClassModel model)
    {
        writer.Open($"internal static class {TaskNames.Definitions}");
        for (int i = 0; i < model.Tasks.Count; i++)
        {
            if (i > 0)
            {
                writer.Line();
            }

            Emit(writer, model.Tasks[i]);
        }

        writer.Close();
    }

    private static void Emit(SourceWriter writer, TaskModel task)
    {
        ParameterModel[] arguments = [.. task.Arguments];
        string parameters = string.Join(", ", arguments.Select(Parameter));
        writer.Line($"internal static readonly global::Pynenc.TaskDefinition<{Arguments.TupleType(arguments)}, {task.Result}> {TaskNames.Escape(task.Name)} = new(");
        writer.Indented(w =>
        {
            w.Line($"{Quote(task.Id)},");
            w.Line($"{OptionsEmitter.Emit(task.Options)},");
            w.Line($"global::Pynenc.ArgumentsCodec.For({parameters}),");
            w.Line($"{BodyEmitter.Emit(task)});");
        });
    }

    private static string Parameter(ParameterModel argument)
    {
        string name = Quote(argument.Name);
        return argument.Default is { } value
            ? $"new global::Pynenc.TaskParameter<{argument.Type}>({name}, {value})"
            : $"new global::Pynenc.TaskParameter<{argument.Type}>({name})";
    }

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
