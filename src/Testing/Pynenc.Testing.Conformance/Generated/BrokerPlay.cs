using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>A broker beside a list that does what it should.</summary>
/// <remarks>
/// The due times, lease and advances are chosen so that no sum of advances meets a lease or due time exactly: what holds at the
/// very instant is nobody's promise.
/// </remarks>
internal sealed class BrokerPlay : IPlay<BrokerStep>
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly int[] Advances = [7, 13, 31];
    private static readonly int[] Dues = [9, 22];
    private static readonly double[] Priorities = [0, 5, -5];
    private static readonly QueueName Mail = new("mail");

    private readonly CaseContext _c;
    private readonly List<BrokerEntry> _entries = [];
    private readonly List<Delivery> _late = [];
    private List<Route> _routes = [];

    private BrokerPlay(CaseContext c) => _c = c;

    private BrokerCapabilities Can => _c.Broker.Capabilities;

    public static async Task<IPlay<BrokerStep>> StartAsync(CaseContext c)
    {
        await c.Broker.PurgeAsync(c.Token);
        return new BrokerPlay(c);
    }

    public string Describe(BrokerStep step)
    {
        switch (step.Verb)
        {
            case BrokerVerb.Route:
                _routes = [.. Enumerable.Range(0, 1 + (step.A % 3)).Select(i => NewRoute(step.B + (i * 7)))];
                return $"route {string.Join(", ", _routes.Select((r, i) => new BrokerEntry(_entries.Count + i + 1, r, 0).Details(_c.Now)))}";
            case BrokerVerb.Receive:
                return $"receive up to {1 + (step.A % 4)} of {Wanted(step) switch { [] => "any queue", var q => q[0].ToString() }}";
            case BrokerVerb.Ack:
                return $"acknowledge {Pick(Live(), step.A)?.ToString() ?? "nothing"}";
            case BrokerVerb.AckLate:
                return "acknowledge a delivery whose lease is over and whose id somebody else has";
            case BrokerVerb.Release:
                return $"release {Pick(Live(), step.A)?.ToString() ?? "nothing"}";
            case BrokerVerb.Advance:
                return $"let {Advances[step.A % 3]} s pass";
            default:
                return step.Verb == BrokerVerb.Count ? "count" : "purge";
        }
    }

    public async Task<string> PlayAsync(BrokerStep step)
    {
        switch (step.Verb)
        {
            case BrokerVerb.Route:
                await _c.Broker.RouteAsync(_routes, _c.Token);
                _entries.AddRange(_routes.Select((r, i) => new BrokerEntry(_entries.Count + i + 1, r, _entries.Count + i)).ToArray());
                return "done";
            case BrokerVerb.Receive:
                return await ReceiveAsync(1 + (step.A % 4), Wanted(step));
            case BrokerVerb.Ack when Pick(Live(), step.A) is { } entry:
                await _c.Broker.AckAsync([entry.Held!.Value], _c.Token);
                (entry.IsGone, entry.Held) = (true, null);
                return "done";
            case BrokerVerb.AckLate when _late.Count > 0:
                await _c.Broker.AckAsync([_late[step.A % _late.Count]], _c.Token);
                return "ignored";
            case BrokerVerb.Release when Pick(Live(), step.A) is { } entry:
                await _c.Broker.ReleaseAsync([entry.Held!.Value], _c.Token);
                (entry.IsLoose, entry.Held) = (true, null);
                return "done";
            case BrokerVerb.Advance:
                await _c.AdvanceAsync(TimeSpan.FromSeconds(Advances[step.A % 3]));
                return Expire();
            case BrokerVerb.Count:
                Check.Equal(_entries.Count(e => e.IsVisible(_c.Now)), await _c.Broker.CountInvocationsAsync(_c.Token), "count");
                return $"{_entries.Count(e => e.IsVisible(_c.Now))}";
            case BrokerVerb.Purge:
                await _c.Broker.PurgeAsync(_c.Token);
                _late.Clear();
                _entries.ForEach(e => (e.IsGone, e.Held) = (true, null));
                return "done";
            default:
                return "nothing to do";
        }
    }

    public async Task EndAsync()
    {
        await DrainAsync();
        await _c.AdvanceAsync(TimeSpan.FromSeconds(31));
        Expire();
        await DrainAsync();
    }

    private async Task DrainAsync()
    {
        Check.Equal(_entries.Count(e => e.IsVisible(_c.Now)), await _c.Broker.CountInvocationsAsync(_c.Token), "count");
        while (_entries.Any(e => e.IsVisible(_c.Now)))
        {
            await ReceiveAsync(5, []);
        }

        await ReceiveAsync(5, []);
    }

    private async Task<string> ReceiveAsync(int max, QueueName[] wanted)
    {
        IReadOnlyList<Delivery> got = await _c.Broker.ReceiveAsync(new ReceiveRequest(wanted, max, Lease, TimeSpan.Zero), _c.Token);
        BrokerEntry[] visible = [.. Visible(wanted)];
        if (got.Count > max)
        {
            throw new ConformanceException($"receive: expected at most {max} ids, saw {got.Count}.");
        }

        if (got.Count == 0 && visible.Length > 0)
        {
            throw new ConformanceException($"receive: expected at least one of [{Names(visible)}], saw none.");
        }

        return string.Join(", ", got.Select(d => Take(d, wanted).ToString()).DefaultIfEmpty("nothing"));
    }

    private BrokerEntry Take(Delivery delivery, QueueName[] wanted)
    {
        BrokerEntry entry = _entries.Find(e => e.Id == delivery.Id)
            ?? throw new ConformanceException($"receive: expected an id that was routed, saw {delivery.Id}.");
        if (!entry.IsVisible(_c.Now) || (wanted.Length > 0 && !wanted.Contains(entry.Queue)))
        {
            throw new ConformanceException($"receive: expected one of [{Names(Visible(wanted))}], saw {entry}, but {entry.WhyHidden(_c.Now)}.");
        }

        BrokerEntry[] line = [.. Visible(wanted).Where(e => e.Queue == entry.Queue)];
        BrokerEntry? first = line.FirstOrDefault(e => e.Priority > entry.Priority)
            ?? line.FirstOrDefault(e => !entry.IsLoose && !e.IsLoose && e.Priority == entry.Priority && e.Order < entry.Order);
        if (first is not null)
        {
            string rule = first.Priority > entry.Priority ? "it is more urgent" : "it came first";
            throw new ConformanceException($"receive: expected {first} before {entry}, because {rule}, saw {entry} first.");
        }

        if (entry.Expired is { } old)
        {
            _late.Add(old);
            entry.Expired = null;
        }

        entry.Held = delivery;
        entry.HeldUntil = Can.Leases ? _c.Now + Lease : DateTimeOffset.MaxValue;
        return entry;
    }

    /// <summary>What was not acknowledged in time waits again, and its old delivery is good for nothing.</summary>
    private string Expire()
    {
        var back = new List<BrokerEntry>();
        foreach (BrokerEntry entry in _entries.Where(e => e.Held is not null && e.HeldUntil < _c.Now))
        {
            // Only what somebody received again is late for sure; until then a broker may still take the acknowledgement.
            back.Add(entry);
            (entry.Expired, entry.Held) = (entry.Held, null);
        }

        return back.Count == 0 ? "done" : $"{Names(back)} back";
    }

    private IEnumerable<BrokerEntry> Live() => _entries.Where(e => e.Held is not null);

    private IEnumerable<BrokerEntry> Visible(QueueName[] wanted) =>
        _entries.Where(e => e.IsVisible(_c.Now) && (wanted.Length == 0 || wanted.Contains(e.Queue)));

    private QueueName[] Wanted(BrokerStep step) => !Can.NamedQueues || step.B % 3 == 0 ? [] : step.B % 3 == 1 ? [Mail] : [default];

    private Route NewRoute(int choice) => new(
        InvocationId.New(),
        Can.NamedQueues && choice % 4 == 0 ? Mail : default,
        Can.Priority ? new Priority(Priorities[choice % 5 % 3]) : default,
        Can.NotBefore && choice % 11 < 2 ? _c.Now.AddSeconds(Dues[choice % 2]) : null);

    private static BrokerEntry? Pick(IEnumerable<BrokerEntry> entries, int choice)
    {
        BrokerEntry[] all = [.. entries];
        return all.Length == 0 ? null : all[choice % all.Length];
    }

    private static string Names(IEnumerable<BrokerEntry> entries) => string.Join(", ", entries);
}
