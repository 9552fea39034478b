using System.Text.Json;

namespace Pynenc.PeerBench;

/// <summary>How the figures are written for programs.</summary>
internal static class SavedJson
{
    public static JsonSerializerOptions Options { get; } = new() { WriteIndented = true };
}
