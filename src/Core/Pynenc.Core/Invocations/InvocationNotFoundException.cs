namespace Pynenc;

/// <summary>The application has no invocation of that id: it was purged, or belongs to another application.</summary>
public sealed class InvocationNotFoundException : InvocationException
{
    internal InvocationNotFoundException(InvocationId id)
        : base(id, $"Invocation {id} is unknown to this application. It was purged, or belongs to another one.")
    {
    }
}
