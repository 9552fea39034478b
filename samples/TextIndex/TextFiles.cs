namespace TextIndex;

/// <summary>Finds the text files of a folder.</summary>
internal static class TextFiles
{
    private const long MaxBytes = 8 << 20;
    private static readonly string[] Skipped = [".git", "artifacts", "bin", "obj", "node_modules"];

    public static List<string> Find(string folder)
    {
        var files = new List<string>();
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (IsText(path))
            {
                files.Add(Path.GetFullPath(path));
            }
        }

        foreach (string inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (!Skipped.Contains(Path.GetFileName(inner)) && new DirectoryInfo(inner).LinkTarget is null)
            {
                files.AddRange(Find(inner));
            }
        }

        return files;
    }

    private static bool IsText(string path)
    {
        var info = new FileInfo(path);
        if (info.Length is 0 or > MaxBytes || info.LinkTarget is not null)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[4096];
        using FileStream stream = info.OpenRead();
        return !head[..stream.Read(head)].Contains((byte)0);
    }
}
