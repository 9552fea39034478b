using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Removes received entries whose lease has not ended; one that is visible again may be another's already.</summary>
internal sealed class AckOperation(IReadOnlyList<Delivery> deliveries, DateTimeOffset now) : WriteOperation<bool>
{
    private static readonly SqlText Delete = new("DELETE FROM {held} WHERE receipt = ?1 AND visible_at > ?2");

    public override int Weight => deliveries.Count;

    protected override bool Execute(WriteTransaction transaction)
    {
        foreach (Delivery delivery in deliveries)
        {
            transaction.Use(Delete).Bind(1, delivery.Receipt).Bind(2, Ticks.Of(now)).Run();
        }

        return true;
    }
}
