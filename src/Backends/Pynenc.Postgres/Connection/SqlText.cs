using System.Globalization;
using System.Runtime.CompilerServices;

namespace Pynenc.Postgres;

/// <summary>A statement, with <c>{s}</c> for the schema, <c>{now}</c> for the time, and <c>{available}</c> and the like for groups of statuses.</summary>
/// <remarks>
/// <para>A condition that leads the server to the wrong index while it knows nothing of the tables is written as <c>IS NOT DISTINCT FROM</c>,
/// which no index serves: so a row that is named by its id is never looked for among all rows of the application.</para>
/// The time is the first parameter when it is given, for a virtual clock, and the server's otherwise. The start of the statement
/// rather than the clock itself, because that is stable within a statement and so may choose an index.
/// </remarks>
internal sealed class SqlText(string text)
{
    private const string Now = "coalesce($1::bigint, (extract(epoch FROM statement_timestamp()) * 10000000)::bigint + 621355968000000000)";

    private static readonly string Available = Numbers(StatusMachine.IsAvailable);
    private static readonly string Owned = Numbers(StatusMachine.IsOwned);
    private static readonly string Settled = Numbers(StatusMachine.IsSettled);

    private readonly ConditionalWeakTable<string, string> _bySchema = [];

    public string In(string schema) =>
        _bySchema.GetValue(schema, s => text
            .Replace("{s}", s, StringComparison.Ordinal)
            .Replace("{now}", Now, StringComparison.Ordinal)
            .Replace("{available}", Available, StringComparison.Ordinal)
            .Replace("{owned}", Owned, StringComparison.Ordinal)
            .Replace("{settled}", Settled, StringComparison.Ordinal));

    private static string Numbers(Func<InvocationStatus, bool> group) =>
        string.Join(", ", StatusMachine.All.Where(group).Select(status => ((int)status).ToString(CultureInfo.InvariantCulture)));
}
