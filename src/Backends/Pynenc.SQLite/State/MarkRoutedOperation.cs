using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Clears the marks of what the broker has taken; a younger mark stays.</summary>
internal sealed class MarkRoutedOperation(IReadOnlyList<Route> routes) : WriteOperation<bool>
{
    private static readonly SqlText Clear =
        new("UPDATE {invocation} SET routing = 2 WHERE id = ?1 AND routing = 1 AND sequence = ?2");

    public override int Weight => routes.Count;

    protected override bool Execute(WriteTransaction transaction)
    {
        foreach (Route route in routes)
        {
            transaction.Use(Clear).Bind(1, route.Id.Value).Bind(2, (long)route.Sequence).Run();
        }

        return true;
    }
}
