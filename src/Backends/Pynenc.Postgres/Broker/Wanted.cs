namespace Pynenc.Postgres;

/// <summary>How many queues a taker wants; each way has a statement of its own, because each goes by another range of an index.</summary>
internal enum Wanted
{
    All,
    One,
    Several,
}
