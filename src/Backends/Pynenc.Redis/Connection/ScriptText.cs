using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pynenc.Backend;

namespace Pynenc.Redis;

/// <summary>Puts a script together: what the core and the layout say, the shared parts that its first line names, and itself.</summary>
internal static class ScriptText
{
    private const string Uses = "-- uses: ";

    private static readonly IReadOnlyList<(string Name, string Value)> Constants = Generate();

    public static string Of(string name)
    {
        string own = Read($"{name}.lua");
        string first = own[..own.IndexOf('\n', StringComparison.Ordinal)];
        if (!first.StartsWith(Uses, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Script {name} does not begin with '{Uses}'.");
        }

        var text = new StringBuilder();
        foreach (string part in first[Uses.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(Read($"Shared/{part}.lua"));
        }

        text.Append(own);
        string script = text.ToString();
        IEnumerable<string> needed = Constants.Where(c => Regex.IsMatch(script, $@"\b{c.Name}\b")).Select(c => $"local {c.Name} = {c.Value}\n");
        return string.Concat(needed) + script;
    }

    /// <summary>The rules of the status machine, stored numbers, and texts of the core, so that no script says them a second time.</summary>
    private static IReadOnlyList<(string Name, string Value)> Generate()
    {
        var all = new List<(string Name, string Value)>
        {
            ("AVAILABLE", Set(StatusMachine.IsAvailable)),
            ("OWNED", Set(StatusMachine.IsOwned)),
            ("SETTLED", Set(StatusMachine.IsSettled)),
            ("FINAL", Set(StatusMachine.IsFinal)),
            ("LOOSE", Set(InvocationLayout.IsLoose)),
            ("STATUSES", Set(_ => true)),
            ("CLAIMS", Number((int)ReservationEnd.Claimed)),
            ("KEPT", Number((int)ReservationEnd.Kept)),
            ("BLOCKED_WAITS", Reason(BlockedAction.Wait)),
            ("BLOCKED_ENDS", Reason(BlockedAction.End)),
        };
        all.AddRange(StatusMachine.All.Select(s => (s.Text().ToUpperInvariant(), Number((int)s))));
        all.AddRange(Enum.GetValues<InvocationFlags>().Where(f => f != InvocationFlags.None).Select(f => (Upper(f.ToString()), Number((int)f))));
        return all;
    }

    private static string Set(Func<InvocationStatus, bool> isIn) =>
        $"{{ {string.Join(", ", StatusMachine.All.Where(isIn).Select(s => $"[{Number((int)s)}] = true"))} }}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Why an invocation was blocked, with <c>{limit}</c> and <c>{key}</c> where those stand.</summary>
    private static string Reason(BlockedAction action)
    {
        const int limit = 987_654;
        string text = new ConcurrencyLimit("{key}", limit, action).BlockedReason.Replace(Number(limit), "{limit}", StringComparison.Ordinal);
        return $"'{text.Replace("'", "\\'", StringComparison.Ordinal)}'";
    }

    /// <summary><c>CallApart</c> as <c>CALL_APART</c>.</summary>
    private static string Upper(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));

    private static string Read(string name)
    {
        using Stream stream = typeof(ScriptText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no script {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
