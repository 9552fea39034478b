using System.Text.RegularExpressions;

namespace Pynenc.SQLite;

/// <summary>One step of the schema, applied in one transaction and never changed once released.</summary>
/// <param name="Version">The version it leads to.</param>
/// <param name="Sql">Its statements; tables in braces.</param>
internal sealed partial record Migration(int Version, string Sql)
{
    /// <summary>The names of the tables and indexes it creates.</summary>
    public IEnumerable<string> Creates(TableNames names) =>
        Created().Matches(Sql).Select(m => names.Render(m.Groups[1].Value).Trim('"'));

    [GeneratedRegex(@"CREATE (?:UNIQUE )?(?:TABLE|INDEX) (\{[^}]+\})")]
    private static partial Regex Created();
}
