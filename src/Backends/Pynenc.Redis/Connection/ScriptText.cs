using System.Globalization;
using System.Text;

namespace Pynenc.Redis;

/// <summary>Puts a script together: what the core and the layout say, the shared parts that its first line names, and itself.</summary>
internal static class ScriptText
{
    private const string Uses = "-- uses: ";

    private static readonly string Constants = Generate();

    public static string Of(string name)
    {
        string own = Read($"{name}.lua");
        string first = own[..own.IndexOf('\n', StringComparison.Ordinal)];
        if (!first.StartsWith(Uses, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Script {name} does not begin with '{Uses}'.");
        }

        var text = new StringBuilder(Constants);
        foreach (string part in first[Uses.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(Read($"Shared/{part}.lua"));
        }

        return text.Append(own).ToString();
    }

    /// <summary>The rules of the status machine and the bits of the flags, so that no script says them a second time.</summary>
    private static string Generate()
    {
        var text = new StringBuilder();
        Add("AVAILABLE", StatusMachine.IsAvailable);
        Add("OWNED", StatusMachine.IsOwned);
        Add("SETTLED", StatusMachine.IsSettled);
        Add("FINAL", StatusMachine.IsFinal);
        Add("LOOSE", InvocationLayout.IsLoose);
        Add("STATUSES", _ => true);
        foreach (InvocationStatus status in new[] { InvocationStatus.Registered, InvocationStatus.Pending, InvocationStatus.Paused })
        {
            text.Append(CultureInfo.InvariantCulture, $"local {status.Text().ToUpperInvariant()} = {(int)status}\n");
        }

        foreach (InvocationFlags flag in Enum.GetValues<InvocationFlags>().Where(f => f != InvocationFlags.None))
        {
            text.Append(CultureInfo.InvariantCulture, $"local {Upper(flag.ToString())} = {(int)flag}\n");
        }

        return text.ToString();

        void Add(string name, Func<InvocationStatus, bool> isIn) => text.Append(
            CultureInfo.InvariantCulture,
            $"local {name} = {{ {string.Join(", ", StatusMachine.All.Where(isIn).Select(s => $"[{(int)s}] = true"))} }}\n");
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
