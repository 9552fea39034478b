namespace Pynenc.Postgres;

/// <summary>A statement about the wanted queues, in each of its ways.</summary>
internal sealed class QueueText(Func<Wanted, SqlText> make)
{
    private readonly SqlText _all = make(Wanted.All);
    private readonly SqlText _one = make(Wanted.One);
    private readonly SqlText _several = make(Wanted.Several);

    /// <summary>The statement for these queues; none means all.</summary>
    public SqlText For(IReadOnlyCollection<string> queues) => queues.Count switch { 0 => _all, 1 => _one, _ => _several };
}
