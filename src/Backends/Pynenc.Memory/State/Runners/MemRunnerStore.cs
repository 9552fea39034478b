using Pynenc.Backend;

namespace Pynenc.Memory;

/// <inheritdoc/>
internal sealed class MemRunnerStore(MemTables tables, TimeProvider time) : RunnerStore
{
    protected override ValueTask RegisterCoreAsync(RunnerInfo runner, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            if (!tables.Runners.TryGetValue(runner.Id, out MemRunner? known))
            {
                tables.Runners.Add(runner.Id, known = new MemRunner(runner, tables.RunnerOf(runner.Id)!));
            }

            known.Info = runner;
            known.LeaseEndsAt = time.GetUtcNow() + lease;
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask<RenewOutcome> RenewCoreAsync(RenewRequest request, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            if (!tables.Runners.TryGetValue(request.Runner, out MemRunner? runner))
            {
                return new(RenewOutcome.Lost);
            }

            runner.LeaseEndsAt = time.GetUtcNow() + request.Lease;
            var listed = new HashSet<HeldInvocation>(request.Held);
            var owned = new HashSet<HeldInvocation>(runner.Owned.Select(i => new HeldInvocation(i.Record.Id, i.Epoch)));
            return new(new RenewOutcome(
                IsLost: false,
                NoLongerHeld: [.. request.Held.Where(h => !owned.Contains(h)).Select(h => h.Id)],
                NotListed: [.. owned.Where(h => !listed.Contains(h))]));
        }
    }

    protected override ValueTask UnregisterCoreAsync(RunnerId runner, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            if (tables.Runners.TryGetValue(runner, out MemRunner? known))
            {
                tables.Remove(known);
            }
        }

        return ValueTask.CompletedTask;
    }

    protected override ValueTask<IReadOnlyList<RunnerInfo>> ExpireCoreAsync(CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            MemRunner[] expired = [.. tables.Runners.Values.Where(r => r.LeaseEndsAt <= now)];
            foreach (MemRunner runner in expired)
            {
                tables.Remove(runner);
            }

            return new([.. expired.Select(r => r.Info)]);
        }
    }

    protected override ValueTask<IReadOnlyList<RunnerInfo>> ListCoreAsync(CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return new([.. tables.Runners.Values.Select(r => r.Info).OrderBy(r => r.StartedAt)]);
        }
    }
}
