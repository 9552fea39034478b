using Pynenc.Backend;

namespace Pynenc.RabbitMQ.Tests;

/// <summary>Short words for what tests ask of a broker.</summary>
internal static class Verbs
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<InvocationId[]> RouteAsync(this BaseBroker broker, int count, string queue = "default")
    {
        InvocationId[] ids = [.. Enumerable.Range(0, count).Select(_ => InvocationId.New())];
        await broker.RouteAsync([.. ids.Select(id => new Route(id, new QueueName(queue)))], Token);
        return ids;
    }

    /// <summary>Receives as a runner does: it waits.</summary>
    public static async Task<IReadOnlyList<Delivery>> WaitAsync(this BaseBroker broker, int max, TimeSpan? patience = null, params string[] queues) =>
        await broker.ReceiveAsync(new ReceiveRequest([.. queues.Select(q => new QueueName(q))], max, TimeSpan.FromSeconds(30), patience ?? TimeSpan.FromSeconds(20)), Token);

    public static async Task<IReadOnlyList<Delivery>> LookAsync(this BaseBroker broker, int max) =>
        await broker.ReceiveAsync(new ReceiveRequest([], max, TimeSpan.FromSeconds(30), TimeSpan.Zero), Token);

    public static async Task AckAsync(this BaseBroker broker, IReadOnlyList<Delivery> deliveries) => await broker.AckAsync(deliveries, Token);

    public static async Task<long> CountAsync(this BaseBroker broker) => await broker.CountInvocationsAsync(Token);

    /// <summary>Receives and acknowledges until a number of different ids has come.</summary>
    public static async Task<HashSet<InvocationId>> TakeAsync(this BaseBroker broker, int count, int max = 50)
    {
        var taken = new HashSet<InvocationId>();
        while (taken.Count < count)
        {
            IReadOnlyList<Delivery> deliveries = await broker.WaitAsync(max);
            await broker.AckAsync(deliveries);
            taken.UnionWith(deliveries.Select(d => d.Id));
        }

        return taken;
    }

    /// <summary>Waits for something that comes by itself.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }
}
