using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Emitter;

/// <summary>Writes the tuple that carries the arguments of one call.</summary>
internal static class Arguments
{
    private const string ValueTuple = "global::System.ValueTuple";

    public static string TupleType(ParameterModel[] arguments) => arguments.Length switch
    {
        0 => ValueTuple,
        1 => $"{ValueTuple}<{arguments[0].Type}>",
        _ => $"({string.Join(", ", arguments.Select(Element))})",
    };

    public static string TupleValue(ParameterModel[] arguments) => arguments.Length switch
    {
        0 => $"default({ValueTuple})",
        1 => $"new {ValueTuple}<{arguments[0].Type}>({TaskNames.Escape(arguments[0].Name)})",
        _ => $"({string.Join(", ", arguments.Select(a => TaskNames.Escape(a.Name)))})",
    };

    private static string Element(ParameterModel argument, int index) =>
        IsElementName(argument.Name, index) ? $"{argument.Type} {TaskNames.Escape(argument.Name)}" : argument.Type;

    /// <summary>Names of members of a tuple cannot name its elements, and <c>Item2</c> can only be the second.</summary>
    private static bool IsElementName(string name, int index)
    {
        if (name is "CompareTo" or "Deconstruct" or "Equals" or "GetHashCode" or "Rest" or "ToString")
        {
            return false;
        }

        bool isItem = name.StartsWith("Item", StringComparison.Ordinal) && name.Length > 4 && name.Skip(4).All(char.IsDigit);
        return !isItem || name == $"Item{index + 1}";
    }
}
