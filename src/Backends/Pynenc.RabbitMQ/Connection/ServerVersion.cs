using System.Text;
using RabbitMQ.Client;

namespace Pynenc.RabbitMQ;

/// <summary>The oldest server this package works with: the first whose quorum queues give back in order what was released.</summary>
internal static class ServerVersion
{
    public static Version Oldest { get; } = new(3, 10);

    /// <summary>Says what is wrong with the server's version, or null when nothing is.</summary>
    public static string? Problem(IConnection connection) =>
        connection.ServerProperties?.TryGetValue("version", out object? value) == true ? Problem(value as byte[]) : null;

    public static string? Problem(byte[]? version)
    {
        string text = version is null ? "" : Encoding.UTF8.GetString(version);
        string number = new([.. text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
        return Version.TryParse(number.TrimEnd('.'), out Version? seen) && seen < Oldest
            ? $"is version {text}; it must be {Oldest} or newer. Upgrade the server."
            : null;
    }
}
