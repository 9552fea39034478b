using System.Text;
using CsCheck;

namespace Pynenc.Testing.Conformance.Generated;

/// <summary>Plays generated sequences, and shortens one that breaks a promise until no step can be left out.</summary>
/// <remarks>The seed of a failure, given as <c>PYNENC_SEED</c>, plays the same sequence again.</remarks>
internal static class Sequences
{
    public const string SeedVariable = "PYNENC_SEED";

    /// <summary>Plays sequences one step after the other.</summary>
    public static Task RunAsync<TStep>(CaseContext c, Gen<TStep[]> sequences, Func<Task<IPlay<TStep>>> startAsync) =>
        RunAsync(c, sequences, steps => PlayAsync(c, steps, startAsync));

    /// <summary>Plays sequences in any manner.</summary>
    public static async Task RunAsync<TStep>(
        CaseContext c, Gen<TStep[]> sequences, Func<IReadOnlyList<TStep>, Task<Counterexample?>> playAsync)
    {
        string? given = Environment.GetEnvironmentVariable(SeedVariable);
        long start = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < c.Backend.MaxSequences && TimeProvider.System.GetElapsedTime(start) < c.Backend.SequenceTime; i++)
        {
            c.Token.ThrowIfCancellationRequested();
            PCG random = string.IsNullOrEmpty(given) ? new PCG((uint)i + 1, (ulong)Random.Shared.NextInt64()) : PCG.Parse(given);
            string seed = random.ToString();
            TStep[] steps = sequences.Generate(random, null, out _);
            if (await playAsync(steps) is { } found)
            {
                (IReadOnlyList<TStep> least, Counterexample shortest) = await ShortenAsync(c, steps, found, playAsync);
                throw new ConformanceException(Text(seed, steps.Length, least.Count, shortest));
            }

            if (!string.IsNullOrEmpty(given))
            {
                return;
            }
        }
    }

    private static async Task<Counterexample?> PlayAsync<TStep>(
        CaseContext c, IReadOnlyList<TStep> steps, Func<Task<IPlay<TStep>>> startAsync)
    {
        var lines = new List<string>();
        string now = "begin";
        try
        {
            IPlay<TStep> play = await Bounded(c, startAsync());
            foreach (TStep step in steps)
            {
                now = play.Describe(step);
                lines.Add($"{now} → {await Bounded(c, play.PlayAsync(step))}");
            }

            now = "look at what is left";
            await Bounded(c, EndAsync(play));
            return null;
        }
        catch (Exception error) when (!c.Token.IsCancellationRequested)
        {
            return new Counterexample([.. lines, now], Told(error));
        }
    }

    private static async Task<bool> EndAsync<TStep>(IPlay<TStep> play)
    {
        await play.EndAsync();
        return true;
    }

    private static string Told(Exception error) =>
        error is ConformanceException ? error.Message : $"expected no exception, saw {error.GetType().Name}: {error.Message}";

    private static Task<T> Bounded<T>(CaseContext c, Task<T> work) => c.SoonAsync(work, "the step ends");

    /// <summary>Leaves out halves, quarters and so on down to single steps, for as long as something still breaks.</summary>
    private static async Task<(IReadOnlyList<TStep> Steps, Counterexample Found)> ShortenAsync<TStep>(
        CaseContext c, IReadOnlyList<TStep> steps, Counterexample found, Func<IReadOnlyList<TStep>, Task<Counterexample?>> playAsync)
    {
        long start = TimeProvider.System.GetTimestamp();
        for (int size = Math.Max(steps.Count / 2, 1); size >= 1;)
        {
            bool shorter = false;
            for (int at = steps.Count - size; at >= 0; at -= size)
            {
                if (TimeProvider.System.GetElapsedTime(start) > c.Backend.CaseLimit / 4)
                {
                    return (steps, found);
                }

                TStep[] fewer = [.. steps.Take(at), .. steps.Skip(at + size)];
                if (await playAsync(fewer) is { } still)
                {
                    (steps, found, shorter) = (fewer, still, true);
                }
            }

            // At single steps it goes round until none can be left out any more.
            size = size > 1 ? size / 2 : shorter ? 1 : 0;
        }

        return (steps, found);
    }

    private static string Text(string seed, int generated, int left, Counterexample found)
    {
        var text = new StringBuilder();
        text.Append(found.Message).AppendLine();
        text.AppendLine($"seed {seed} ({SeedVariable}={seed} plays it again); the shortest history, {left} of {generated} steps:");
        for (int i = 0; i < found.Lines.Count; i++)
        {
            text.AppendLine($"  {i + 1}. {found.Lines[i]}");
        }

        return text.ToString().TrimEnd();
    }
}
