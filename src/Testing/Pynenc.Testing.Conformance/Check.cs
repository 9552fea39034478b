using System.Runtime.CompilerServices;

namespace Pynenc.Testing.Conformance;

/// <summary>Expectations that say what was expected and what was seen.</summary>
internal static class Check
{
    public static void Equal<T>(T expected, T seen, [CallerArgumentExpression(nameof(seen))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, seen))
        {
            throw new ConformanceException($"{what}: expected {Show(expected)}, saw {Show(seen)}.");
        }
    }

    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> seen, [CallerArgumentExpression(nameof(seen))] string what = "")
    {
        T[] want = [.. expected];
        T[] got = [.. seen];
        if (!want.SequenceEqual(got))
        {
            throw new ConformanceException($"{what}: expected [{string.Join(", ", want)}], saw [{string.Join(", ", got)}].");
        }
    }

    public static void True(bool seen, string expectation)
    {
        if (!seen)
        {
            throw new ConformanceException($"Expected that {expectation}; it is not so.");
        }
    }

    public static async Task<TException> ThrowsAsync<TException>(Func<Task> action, string what)
        where TException : Exception
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (TException expected)
        {
            return expected;
        }
        catch (Exception other) when (other is not ConformanceException)
        {
            throw new ConformanceException($"{what}: expected {typeof(TException).Name}, saw {other.GetType().Name}: {other.Message}");
        }

        throw new ConformanceException($"{what}: expected {typeof(TException).Name}, and nothing was thrown.");
    }

    private static string Show<T>(T value) => value?.ToString() ?? "null";
}
