using System.Runtime.CompilerServices;

namespace Pynenc.Postgres;

/// <summary>A statement, with <c>{s}</c> for the schema and <c>{now}</c> for the time.</summary>
/// <remarks>
/// The time is the first parameter when it is given, for a virtual clock, and the server's otherwise. The start of the statement
/// rather than the clock itself, because that is stable within a statement and so may choose an index.
/// </remarks>
internal sealed class SqlText(string text)
{
    private const string Now = "coalesce($1::bigint, (extract(epoch FROM statement_timestamp()) * 10000000)::bigint + 621355968000000000)";

    private readonly ConditionalWeakTable<string, string> _bySchema = [];

    public string In(string schema) =>
        _bySchema.GetValue(schema, s => text.Replace("{s}", s, StringComparison.Ordinal).Replace("{now}", Now, StringComparison.Ordinal));
}
