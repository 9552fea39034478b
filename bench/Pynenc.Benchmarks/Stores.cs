using Pynenc.SQLite;

namespace Pynenc.Benchmarks;

/// <summary>The stores that are compared, each opened anew for every iteration.</summary>
internal sealed class Stores : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pynenc-micro-");
    private int _opened;

    public static IEnumerable<string> Names => ["memory", "sqlite"];

    public PynencApp Open(string name)
    {
        string path = Path.Combine(_folder.FullName, $"{_opened++}.db");
        return PynencApp.Create(o => _ = name == "memory" ? o.UseMemory() : o.UseSQLite(path, s => s.Durability = Durability.Normal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
