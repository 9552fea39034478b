namespace Pynenc;

/// <summary>The application has no task of that id.</summary>
public sealed class UnknownTaskException : PynencException
{
    internal UnknownTaskException(string id, IEnumerable<TaskId> known)
        : base($"This application has no task '{id}'. {Describe(known)} Register it with app.Task(…), or mark a method with [PynencTask].")
    {
    }

    private static string Describe(IEnumerable<TaskId> known)
    {
        string[] ids = [.. known.Where(k => k.Value != ContinuationTask.StoredId).Select(k => $"'{k}'").Order(StringComparer.Ordinal).Take(10)];
        return ids.Length == 0 ? "It has none at all." : $"It has {string.Join(", ", ids)}.";
    }
}
