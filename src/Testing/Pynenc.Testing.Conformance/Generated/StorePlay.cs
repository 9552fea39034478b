using Pynenc.Backend;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>A state backend beside <see cref="StoreModel"/>: three runners, four invocations.</summary>
/// <remarks>Leases, due times and advances never meet exactly, as in <see cref="BrokerPlay"/>.</remarks>
internal sealed class StorePlay : IPlay<StoreStep>
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly int[] Advances = [7, 13, 31];

    private readonly CaseContext _c;
    private readonly StoreModel _model = new();
    private readonly RunnerId[] _runners = new RunnerId[3];
    private readonly InvocationId[] _ids = [InvocationId.New(), InvocationId.New(), InvocationId.New(), InvocationId.New()];

    private StorePlay(CaseContext c) => _c = c;

    public static async Task<IPlay<StoreStep>> StartAsync(CaseContext c)
    {
        await c.State.PurgeAsync(c.Token);
        await c.Broker.PurgeAsync(c.Token);
        foreach (RunnerInfo runner in await c.State.Runners.ListAsync(c.Token))
        {
            await c.State.Runners.UnregisterAsync(runner.Id, c.Token);
        }

        var play = new StorePlay(c);
        for (int i = 0; i < play._runners.Length; i++)
        {
            await play.RegisterAsync(i);
        }

        return play;
    }

    public string Describe(StoreStep step) => step.Verb switch
    {
        StoreVerb.Publish => $"publish {Name(step.A)}{(IsDelayed(step) ? " for in 9 s" : string.Empty)}",
        StoreVerb.MarkRouted => $"mark row {Row(step)} of {Name(step.A)} as routed",
        StoreVerb.Claim => $"r{step.B % 3} claims {Name(step.A)}",
        StoreVerb.Move => $"{FenceName(step)} moves {Name(step.A)} to {string.Join(", ", Path(step).Select(s => s.Text()))}{(IsDelayed(step) ? " for in 9 s" : string.Empty)}",
        StoreVerb.Wait => $"{FenceName(step)} lets {Name(step.A)} wait for {string.Join(", ", Waited(step).Select(Name).DefaultIfEmpty("nothing more"))}",
        StoreVerb.Cancel => $"cancel {Name(step.A)}",
        StoreVerb.Renew => $"r{step.A % 3} renews, listing {string.Join(", ", Listed(step).Select(h => $"{Name(Array.IndexOf(_ids, h.Id))} epoch {h.Epoch}").DefaultIfEmpty("nothing"))}",
        StoreVerb.Advance => $"let {Advances[step.A % 3]} s pass",
        StoreVerb.Expire => "expire runners",
        StoreVerb.Replace => $"r{step.A % 3} unregisters and registers under a new id",
        _ => "look at everything",
    };

    public async Task<string> PlayAsync(StoreStep step)
    {
        string result = step.Verb switch
        {
            StoreVerb.Publish => await PublishAsync(step),
            StoreVerb.MarkRouted => await MarkRoutedAsync(step),
            StoreVerb.Claim => await ClaimAsync(step),
            StoreVerb.Move => await MoveAsync(step, Fence(step), Path(step)),
            StoreVerb.Wait => await WaitAsync(step),
            StoreVerb.Cancel => await MoveAsync(step, null, [InvocationStatus.Cancelled]),
            StoreVerb.Renew => await RenewAsync(step),
            StoreVerb.Advance => await AdvanceAsync(step),
            StoreVerb.Expire => await ExpireAsync(),
            StoreVerb.Replace => await ReplaceAsync(step),
            _ => await LookAsync(),
        };
        await StoreComparison.CompareAsync(_c, _model.Invocations[step.A % 4], _ids[step.A % 4]);
        return result;
    }

    public Task EndAsync() => LookAsync();

    private async Task<string> PublishAsync(StoreStep step)
    {
        int slot = step.A % 4;
        InvocationRecord record = _c.Record(notBefore: IsDelayed(step) ? _c.Now.AddSeconds(9) : null) with { Id = _ids[slot], Workflow = _ids[slot] };
        PublishOutcome outcome = (await _c.Store.PublishAsync([record], _c.Token))[0];
        Check.Equal(_model.Invocations[slot] is null ? PublishResult.Published : PublishResult.Existing, outcome.Result, "publish");
        if (outcome.IsPublished)
        {
            var added = new StoreInvocation(record, slot);
            _model.Invocations[slot] = added;
            _model.InOrder.Add(added);
        }

        return outcome.Result.ToString();
    }

    private async Task<string> MarkRoutedAsync(StoreStep step)
    {
        await _c.Store.MarkRoutedAsync([new Route(_ids[step.A % 4], Sequence: Row(step))], _c.Token);
        if (_model.Invocations[step.A % 4] is { } it && it.Mark == Row(step))
        {
            it.Mark = 0;
        }

        return "done";
    }

    private async Task<string> ClaimAsync(StoreStep step)
    {
        RunnerId runner = _runners[step.B % 3];
        StoreInvocation? it = _model.Invocations[step.A % 4];
        ClaimOutcome outcome = await _c.ClaimAsync(runner, _ids[step.A % 4]);
        Check.Equal(_model.Claim(runner, it, _c.Now), outcome.Result, "claim");
        if (outcome.Claimed is { } claimed)
        {
            Check.Equal(it!.Fence!.Value, claimed.Fence, "the fence of the claim");
            Check.Equal((it.Retries, it.Recoveries), (claimed.Retries, claimed.Recoveries), "retries and recoveries told by the claim");
        }

        return outcome.Result.ToString();
    }

    private async Task<string> MoveAsync(StoreStep step, Fence? fence, InvocationStatus[] path)
    {
        StoreInvocation? it = _model.Invocations[step.A % 4];
        TransitionRequest request = _c.Request(_ids[step.A % 4], fence, path) with
        {
            Payload = path[^1] is InvocationStatus.Success or InvocationStatus.Failed ? (ReadOnlyMemory<byte>?)System.Text.Encoding.UTF8.GetBytes($"{step.C}") : null,
            NotBefore = path[^1].IsAvailable() && IsDelayed(step) ? _c.Now.AddSeconds(9) : null,
        };
        int rows = it?.History.Count ?? 0;
        TransitionResult[] allowed = _model.Move(request, it);
        TransitionOutcome outcome = (await _c.Store.TransitionAsync([request], _c.Token))[0];
        if (!allowed.Contains(outcome.Result))
        {
            throw new ConformanceException($"transition: expected {string.Join(" or ", allowed)}, saw {outcome.Result}.");
        }

        Check.Equal(it?.Status, outcome.Status, "the status told by the transition");
        if (it is not null && it.History.Count > rows)
        {
            int? routed = it.Status.IsAvailable() && !_c.App.IsColocated ? it.History.Count : null;
            Check.Equal(routed, outcome.ToRoute?.Sequence, "the row that is to be routed");
        }

        return outcome.Result.ToString();
    }

    private async Task<string> WaitAsync(StoreStep step)
    {
        int[] waited = Waited(step);
        var fence = Fence(step) ?? new Fence(RunnerId.New(), 1);
        WaitOutcome outcome = await _c.WaitAsync(_ids[step.A % 4], fence, [.. waited.Select(w => _ids[w])]);
        HashSet<int>[] edges = [.. Enumerable.Range(0, 4).Select(i => _model.Edges(i).ToHashSet())];
        Check.Equal(_model.Wait(_ids, step.A % 4, fence, waited, _c.Now, out IReadOnlyList<InvocationId> settled), outcome.Result, "wait");
        Check.Sequence(settled.Order(), outcome.Settled.Order(), "those settled already");
        if (outcome.Result == WaitResult.Cycle)
        {
            int[] cycle = [.. outcome.Cycle.Select(id => Array.IndexOf(_ids, id))];
            edges[step.A % 4] = [.. waited];
            bool isOne = cycle.Length > 0 && cycle[0] == step.A % 4 && cycle.Select((at, i) => at >= 0 && edges[at].Contains(cycle[(i + 1) % cycle.Length])).All(x => x);
            Check.True(isOne, $"[{string.Join(", ", cycle.Select(Name))}] is a cycle of waits that begins with {Name(step.A)}");
        }

        return outcome.Result.ToString();
    }

    private async Task<string> RenewAsync(StoreStep step)
    {
        RunnerId runner = _runners[step.A % 3];
        HeldInvocation[] listed = Listed(step);
        RenewOutcome outcome = await _c.State.Runners.RenewAsync(new RenewRequest(runner, Lease, listed), _c.Token);
        Check.Equal(!_model.Leases.ContainsKey(runner), outcome.IsLost, "lost");
        if (outcome.IsLost)
        {
            return "lost";
        }

        _model.Leases[runner] = _c.Now + Lease;
        HeldInvocation[] owned = [.. _model.InOrder.Where(i => i.Owner == runner).Select(i => new HeldInvocation(i.Id, i.Epoch))];
        Check.Sequence(listed.Except(owned).Select(h => h.Id).Order(), outcome.NoLongerHeld.Order(), "no longer held");
        Check.Sequence(owned.Except(listed).Select(h => h.Id).Order(), outcome.NotListed.Select(h => h.Id).Order(), "not listed");
        return "renewed";
    }

    private async Task<string> AdvanceAsync(StoreStep step)
    {
        await _c.AdvanceAsync(TimeSpan.FromSeconds(Advances[step.A % 3]));
        return "done";
    }

    private async Task<string> ExpireAsync()
    {
        RunnerId[] over = [.. _model.Leases.Where(l => l.Value < _c.Now).Select(l => l.Key)];
        Check.Sequence(over.Select(Name).Order(), (await _c.State.Runners.ExpireAsync(_c.Token)).Select(r => Name(r.Id)).Order(), "expired");
        foreach (RunnerId runner in over)
        {
            _model.Leases.Remove(runner);
        }

        return over.Length == 0 ? "none" : string.Join(", ", over.Select(Name));
    }

    private async Task<string> ReplaceAsync(StoreStep step)
    {
        await _c.State.Runners.UnregisterAsync(_runners[step.A % 3], _c.Token);
        _model.Leases.Remove(_runners[step.A % 3]);
        await RegisterAsync(step.A % 3);
        return "done";
    }

    private async Task<string> LookAsync()
    {
        await StoreComparison.CompareAllAsync(_c, _model);
        return "as expected";
    }

    private async Task RegisterAsync(int index)
    {
        _runners[index] = await _c.RunnerAsync(Lease);
        _model.Leases[_runners[index]] = _c.Now + Lease;
    }

    /// <summary>The current claim, most of the time; else none, a stranger's, the one before, or the last one though it is over.</summary>
    private Fence? Fence(StoreStep step) => _model.Invocations[step.A % 4] is not { } it ? null : (step.C % 10) switch
    {
        < 6 => it.Fence,
        6 => it.LastOwner is { } last ? new Fence(last, it.Epoch) : null,
        7 => null,
        8 => new Fence(_runners.First(r => r != it.Owner), it.Epoch),
        _ => it.LastOwner is { } last ? new Fence(last, it.Epoch - 1) : null,
    };

    private string FenceName(StoreStep step) => Fence(step) is { } fence ? $"{Name(fence.Owner)} epoch {fence.Epoch}" : "nobody";

    private string Name(RunnerId runner) => Array.IndexOf(_runners, runner) is >= 0 and int i ? $"r{i}" : "a runner of before";

    private static string Name(int slot) => slot < 0 ? "a stranger" : $"i{slot % 4}";

    private static bool IsDelayed(StoreStep step) => step.C % 7 == 0;

    private static InvocationStatus[] Path(StoreStep step) => StorePaths.All[step.B % StorePaths.All.Length];

    private int Row(StoreStep step) => _model.Invocations[step.A % 4] is { } it ? Math.Max(1, it.History.Count - (step.B % 3)) : 1;

    /// <summary>Some of all, and what it waits for already: then it does not matter whether a wait adds to the one before or replaces it.</summary>
    private int[] Waited(StoreStep step) =>
        [.. Enumerable.Range(0, 4).Where(i => (step.B & (1 << i)) != 0 && (step.B & (16 << i)) != 0).Union(_model.Invocations[step.A % 4]?.WaitsFor ?? []).Order()];

    private HeldInvocation[] Listed(StoreStep step) =>
        [.. _model.InOrder.Where((i, n) => (step.B & (1 << n)) != 0).Select(i => new HeldInvocation(i.Id, Math.Max(1, i.Epoch - (step.C % 2))))];
}
