using System.Text.Json;

namespace Pynenc;

/// <summary>One parameter of a task: its name in the stored arguments, and its default.</summary>
public abstract class TaskParameter
{
    private protected TaskParameter(string name, Type type, bool isOptional)
    {
        Name = name;
        Type = type;
        IsOptional = isOptional;
        EncodedName = JsonEncodedText.Encode(name);
    }

    /// <summary>The name, as declared.</summary>
    public string Name { get; }

    /// <summary>The declared type.</summary>
    public Type Type { get; }

    /// <summary>True when stored arguments may lack it.</summary>
    public bool IsOptional { get; }

    internal JsonEncodedText EncodedName { get; }
}
