namespace Pynenc.SQLite;

/// <summary>One caller's step on the writing connection; shares its transaction with others.</summary>
internal abstract class WriteOperation
{
    /// <summary>About how many rows it writes; keeps a group's transaction short.</summary>
    public virtual int Weight => 1;

    /// <summary>Does the work. Called again after a rollback, so it keeps nothing from an earlier attempt.</summary>
    public abstract void Run(WriteTransaction transaction);

    /// <summary>Tells the caller that the work is committed.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing of the work was stored, or that it is unknown.</summary>
    public abstract void Fail(Exception error);
}
