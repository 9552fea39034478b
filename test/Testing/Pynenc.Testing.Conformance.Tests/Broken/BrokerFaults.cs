using CustomBroker;
using Pynenc.Backend;
using Pynenc.Memory;

namespace Pynenc.Testing.Conformance.Tests.Broken;

/// <summary>Brokers that break a promise.</summary>
internal static class BrokerFaults
{
    private const string Fifo = "Ids come back first in first out";
    private const string Generated = "Whatever is asked of it in whatever order, a broker";
    private const string Parallel = "Whatever producers and consumers do at once";
    private const string Leased = "A received id stays hidden until its lease ends";

    public static IReadOnlyList<Fault> All { get; } =
    [
        Fault.OfBroker("loses every third id", [Fifo, "A batch keeps its order", Generated, Parallel, "With producers and consumers at once"], (b, _) => new LosesEveryThirdId(b), "generated"),
        Fault.OfBroker("duplicates every third id", [Fifo, Generated, Parallel, "With producers and consumers at once"], (b, _) => new DuplicatesEveryThirdId(b), "generated"),
        Fault.OfBroker("last in first out", [Fifo, Generated, Parallel], (b, _) => new LastInFirstOut(b), "generated"),
        Fault.OfBroker("never returns leased ids", [Leased, Generated], (b, _) => new NeverReturnsLeasedIds(b), "generated"),
        Fault.OfBroker("returns leased ids too early", [Leased, Generated], (b, _) => new ReturnsLeasedIdsTooEarly(b), "generated"),
        Fault.OfBroker("acknowledges for others", ["A late acknowledgement does not take", Generated], (b, _) => new AcknowledgesForOthers(b), "generated"),
        Fault.OfBroker("loses what is released", ["A released id can be received again", Generated], (b, _) => new LosesWhatIsReleased(b), "generated"),
        Fault.OfBroker("counts one too many", ["The count follows every step", Generated], (b, _) => new CountsOneTooMany(b), "generated"),
        Fault.OfBroker("purges nothing", ["A purge empties the queue"], (b, _) => new PurgesNothing(b)),
        Fault.OfBroker("purges its neighbours", ["A purge leaves the other application whole"], (b, space) => new PurgesItsNeighbours(b, space), "isolation"),
        Fault.OfBroker("declares priority and goes by arrival", ["Higher priority comes first", Generated], (b, _) => new IgnoresPriority(b), "generated"),
        Fault.OfBroker("declares lanes and goes by arrival", ["Lanes are served in turn", "A lane that comes late"], (b, _) => new IgnoresLanes(b), "queue order"),
        Fault.OfBroker("declares ageing and stops at the lowest priority", ["Work that ages is put in order by tenths", "Work that aged comes in its order"], (b, _) => new StopsAtTheLowestPriority(b), "queue order"),
        Fault.OfBroker("promotes by a second entry", ["A promoted id is delivered once", "Promoting what is not queued"], (b, _) => new PromotesByRouting(b), "queue order"),
        Fault.OfBroker("declares due times and delivers at once", ["An id with a due time is invisible", Generated], (b, _) => new IgnoresDueTimes(b), "generated"),
        Fault.OfBroker("declares named queues and keeps one", ["Named queues do not see each other's ids", Generated], (b, _) => new MixesQueues(b), "generated"),
        Fault.OfBroker("serves the queue that is named first", ["A queue that never empties keeps no other from being served"], (b, _) => new ServesTheFirstQueue(b)),
        Fault.OfBroker(
            "takes in silence what it does not declare",
            ["Without the capability, priority is refused", "Without the capability, a named queue is refused", "Without the capability, a due time is refused"],
            (b, _) => new AcceptsWhatItDoesNotDeclare(b)),
        Fault.OfBroker("hangs in receive", ["An empty queue gives nothing", "A cancelled receive ends"], (b, _) => new HangsInReceive(b)) with { Areas = [] },
        Fault.OfBroker("blocks the thread", ["The count follows every step"], (b, _) => new BlocksTheThread(b)) with { Areas = [] },
        Fault.OfBroker("hangs in dispose", ["A released id can be received again"], (b, _) => new HangsInDispose(b)) with { Areas = [] },
        Fault.OfBroker("throws on empty", ["An empty queue gives nothing, and no error", Generated], (b, _) => new ThrowsOnEmpty(b), "generated"),
        Fault.OfBroker("declares push and never wakes", ["A receive that waits is woken by a route"], (b, _) => new NeverWakes(b)),
        Fault.OfBroker("leases, and does not say so", ["Without the capability, a received id does not come back"], (b, _) => new Declares(b, b.Capabilities with { Leases = false }), "capability"),
        Fault.OfBroker("is said to be cross-process and is not", ["What one process routes, another receives"], (b, _) => new Declares(b, b.Capabilities with { CrossProcess = true }), "capability"),
        Fault.OfBroker("is said to be durable and is not", ["What was routed is there after everything was closed"], (b, _) => new Declares(b, b.Capabilities with { Durable = true }), "capability"),
        new("shares its queue, and does not say so", ["capability"], ["Without the capability, what one process routes no other sees", "Without the capability, a queue that was closed is empty"])
        {
            Broker = (context, space) => space.SharedBroker ??= new MemBroker(context),
        },
        new("is said to lease and does not", ["broker"], [Leased])
        {
            Broker = (context, _) => new Declares(new ListBroker(context), new BrokerCapabilities { Leases = true }),
        },
        new("takes without a lock", ["broker", "generated"], ["Eight consumers get each id exactly once", Parallel, "With producers and consumers at once"])
        {
            Broker = (context, _) => new TakesWithoutLock(context),
        },
    ];
}
