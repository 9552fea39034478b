namespace Pynenc.SQLite;

/// <summary>One SQL statement of this package, with a slot in every connection for its prepared form.</summary>
/// <remarks>Tables are written in braces, <c>{invocation}</c>, and become the quoted names of one application.</remarks>
internal sealed class SqlText
{
    private static int _count;

    public SqlText(string template)
    {
        Template = template;
        Slot = Interlocked.Increment(ref _count) - 1;
    }

    /// <summary>The statement as written.</summary>
    public string Template { get; }

    /// <summary>Its place in a connection's array of prepared statements.</summary>
    public int Slot { get; }
}
