using System.Runtime.CompilerServices;

namespace Pynenc.SourceGeneration.Harness;

/// <summary>Compares text with a file of <c>Golden/</c>. <c>PYNENC_UPDATE_GOLDEN=1</c> writes the file instead: read its diff.</summary>
internal static class Golden
{
    public static void Matches(string actual, string name, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name + ".cs");
        if (Environment.GetEnvironmentVariable("PYNENC_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing. Run with PYNENC_UPDATE_GOLDEN=1 to write it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
