using Pynenc.Backend;

namespace Pynenc.Testing.Conformance;

/// <summary>What a backend declares, in words.</summary>
internal static class CapabilityText
{
    public static string Of(BackendUnderTest backend)
    {
        BrokerCapabilities broker = new();
        StateCapabilities state = new();
        bool isColocated = false;
        try
        {
            // Built and never opened: what is declared is known before the store is.
            PynencApp app = PynencApp.Create(b => backend.Configure(b.AppId("capabilities").UseTime(backend.Clock)));
            (broker, state, isColocated) = (app.Broker.Capabilities, app.State.Capabilities, app.IsColocated);
        }
        catch (Exception error)
        {
            return $"declares nothing that can be read: {error.Message}";
        }

        return $"broker: {Words(BrokerWords(broker))}; state: {Words(StateWords(state))}; {(isColocated ? "co-located" : "composed")}";
    }

    private static string Words(IEnumerable<string> words) => string.Join(", ", words.DefaultIfEmpty("nothing declared"));

    private static IEnumerable<string> BrokerWords(BrokerCapabilities c) => new[]
    {
        (c.Priority, "priority"), (c.Ageing, "ageing"), (c.NamedQueues, "named queues"), (c.NotBefore, "not-before"), (c.Leases, "leases"),
        (c.Push, "push"), (c.Promotion, "promotion"), (c.Lanes, "lanes"), (c.CrossProcess, "cross-process"), (c.Durable, "durable"),
    }.Where(w => w.Item1).Select(w => w.Item2);

    private static IEnumerable<string> StateWords(StateCapabilities c) =>
        new[]
        {
            (c.Limits, "limits"), (c.Reservations, "reservations"), (c.Removal, "removal"), (c.CrossProcess, "cross-process"), (c.Durable, "durable"),
        }.Where(w => w.Item1).Select(w => w.Item2);
}
