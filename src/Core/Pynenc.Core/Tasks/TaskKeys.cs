using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Pynenc;

/// <summary>Names what invocations of a task share. Arguments go in as a hash, so that no key shows them.</summary>
internal static class TaskKeys
{
    private const int LongestId = 120;
    private const int HashBytes = 16;

    /// <param name="task">The task.</param>
    /// <param name="mode">What counts together; not <see cref="ConcurrencyMode.Disabled"/>.</param>
    /// <param name="names">The arguments that count with <see cref="ConcurrencyMode.Keys"/>.</param>
    /// <param name="arguments">The arguments as stored.</param>
    public static string Of(TaskId task, ConcurrencyMode mode, IReadOnlyList<string> names, ReadOnlySpan<byte> arguments) => mode switch
    {
        ConcurrencyMode.Task => Name(task),
        ConcurrencyMode.Arguments => $"{Name(task)}:{Hash(arguments)}",
        _ => $"{Name(task)}:{Hash(Values(names, arguments))}",
    };

    /// <summary>The hash of all arguments but some.</summary>
    public static string Without(TaskId task, IReadOnlyList<string> names, ReadOnlySpan<byte> arguments) =>
        names.Count == 0 ? Of(task, ConcurrencyMode.Arguments, names, arguments) : $"{Name(task)}:{Hash(Rest(names, arguments))}";

    private static string Name(TaskId task) => task.Value.Length <= LongestId && Ascii.IsValid(task.Value)
        ? task.Value
        : $"task-{Hash(Encoding.UTF8.GetBytes(task.Value))}";

    private static string Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Convert.ToHexStringLower(hash[..HashBytes]);
    }

    private static byte[] Values(IReadOnlyList<string> names, ReadOnlySpan<byte> arguments) =>
        Selected(arguments, names.Contains);

    private static byte[] Rest(IReadOnlyList<string> names, ReadOnlySpan<byte> arguments) =>
        Selected(arguments, name => !names.Contains(name));

    /// <summary>Name and value of the chosen properties, as they stand; a value that is missing differs from every other.</summary>
    private static byte[] Selected(ReadOnlySpan<byte> arguments, Func<string, bool> isWanted)
    {
        var chosen = new MemoryStream(arguments.Length);
        var reader = new Utf8JsonReader(arguments);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int start = (int)reader.TokenStartIndex;
            bool wanted = isWanted(reader.GetString()!);
            reader.Read();
            reader.Skip();
            if (wanted)
            {
                chosen.Write(arguments[start..(int)reader.BytesConsumed]);
                chosen.WriteByte((byte)',');
            }
        }

        return chosen.ToArray();
    }
}
