using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>Tells how a method returns, and what.</summary>
internal static class ReturnParser
{
    private const string Tasks = "System.Threading.Tasks";

    public static (ReturnShape Shape, ITypeSymbol? Result) Parse(IMethodSymbol method)
    {
        ITypeSymbol type = method.ReturnType;
        if (method.ReturnsVoid)
        {
            return (ReturnShape.Nothing, null);
        }

        if (type.Is(Tasks, "Task"))
        {
            return (ReturnShape.Task, null);
        }

        if (type.Is(Tasks, "ValueTask"))
        {
            return (ReturnShape.ValueTask, null);
        }

        if (type.Is(Tasks, "Task`1"))
        {
            return (ReturnShape.TaskOfValue, ((INamedTypeSymbol)type).TypeArguments[0]);
        }

        return type.Is(Tasks, "ValueTask`1")
            ? (ReturnShape.ValueTaskOfValue, ((INamedTypeSymbol)type).TypeArguments[0])
            : (ReturnShape.Value, type);
    }
}
