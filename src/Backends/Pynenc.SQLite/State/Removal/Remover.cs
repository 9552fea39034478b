namespace Pynenc.SQLite;

/// <summary>Removes an invocation that has ended, with all that belongs to it. Its edges went when it ended.</summary>
internal static class Remover
{
    private static readonly SqlText DeleteInvocation = new("DELETE FROM {invocation} WHERE number = ?1");
    private static readonly SqlText DeleteCall = new("DELETE FROM {call} WHERE number = ?1");
    private static readonly SqlText DeleteOutcome = new("DELETE FROM {outcome} WHERE number = ?1");
    private static readonly SqlText DeleteHistory = new("DELETE FROM {history} WHERE invocation = ?1");

    public static void Remove(WriteTransaction transaction, long number, long task, InvocationStatus status, Traits traits)
    {
        if (traits.HasFlag(Traits.Reservation) && TraitRow.Read(transaction.Link, number).Reservation is { } kept)
        {
            Reservations.LetGo(transaction, kept.Key, number);
        }

        if ((traits & Traits.Row) != Traits.None)
        {
            TraitRow.Remove(transaction, number);
        }

        if (traits.HasFlag(Traits.Contents))
        {
            References.Remove(transaction, number);
        }

        transaction.Use(DeleteHistory).Bind(1, number).Run();
        transaction.Use(DeleteOutcome).Bind(1, number).Run();
        transaction.Use(DeleteCall).Bind(1, number).Run();
        transaction.Use(DeleteInvocation).Bind(1, number).Run();
        transaction.Counter.Leave(task, status);
    }
}
