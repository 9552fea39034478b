using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Pynenc;

/// <summary>Finds the plugins of backend packages by name.</summary>
public static class BackendPlugins
{
    private static readonly ConcurrentDictionary<Type, BackendPlugin> Created = new();

    /// <summary>The plugins of the assemblies that are loaded, and of those named <c>Pynenc.…</c> beside the program, in the order of their names.</summary>
    public static IReadOnlyList<BackendPlugin> Available =>
    [
        .. AppDomain.CurrentDomain.GetAssemblies()
            .Select(Of)
            .Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "Pynenc.*.dll").Select(file => Load(Path.GetFileNameWithoutExtension(file))))
            .OfType<BackendPlugin>()
            .DistinctBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
            .OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Finds a plugin in the assembly <c>Pynenc.</c><paramref name="name"/> or <paramref name="name"/>, else by its own name among <see cref="Available"/>.</summary>
    /// <returns><see langword="null"/> when no package of that name is referenced.</returns>
    public static BackendPlugin? Find(string name) =>
        Load("Pynenc." + name)
        ?? Load(name)
        ?? Available.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The plugin an assembly names; <see langword="null"/> when it is no backend.</summary>
    public static BackendPlugin? Of(Assembly assembly) =>
        assembly.GetCustomAttribute<PynencBackendAttribute>() is { } named ? Created.GetOrAdd(named.Plugin, Create) : null;

    [SuppressMessage("Trimming", "IL2067", Justification = "The attribute asks for the constructor, and its value comes here unchanged.")]
    private static BackendPlugin Create(Type type) => Activator.CreateInstance(type) as BackendPlugin
        ?? throw new InvalidOperationException($"{type} is named by a {nameof(PynencBackendAttribute)} and is no {nameof(BackendPlugin)}. Derive it from that class.");

    private static BackendPlugin? Load(string name)
    {
        try
        {
            return Of(Assembly.Load(new AssemblyName(name)));
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;
        }
    }
}
