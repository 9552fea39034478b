using Pynenc.Backend;

namespace Pynenc.SQLite;

/// <summary>Makes a runner the owner of invocations it was given by a broker.</summary>
internal sealed class ClaimOperation(ClaimRequest request, bool isColocated, DateTimeOffset now)
    : WriteOperation<IReadOnlyList<ClaimOutcome>>
{
    public override int Weight => request.Ids.Count;

    protected override IReadOnlyList<ClaimOutcome> Execute(WriteTransaction transaction)
    {
        var outcomes = new ClaimOutcome[request.Ids.Count];
        if (ClaimStep.Registered(transaction, request.Runner) is not { } number)
        {
            Array.Fill(outcomes, new ClaimOutcome(ClaimResult.RunnerLost));
            return outcomes;
        }

        var claimant = new Claimant(request.Runner, number, request.At, now, isColocated);
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = ClaimStep.Claim(transaction, claimant, request.Ids[i], number: null);
        }

        return outcomes;
    }
}
