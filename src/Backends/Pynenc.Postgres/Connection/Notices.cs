using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Pynenc.Postgres;

/// <summary>Tells every process that there may be work, and what settled. Hints: what cannot be told is found by a poll.</summary>
/// <remarks>
/// Not in the transactions that give cause to them: the server commits transactions that notify one after the other, each with its own
/// flush to the disk. One message is on its way at a time; what gathers meanwhile is the next.
/// </remarks>
internal sealed class Notices(PostgresDatabase database, ILogger logger)
{
    /// <summary>How many characters say who tells, so that nobody wakes itself.</summary>
    public const int OriginLength = 8;

    /// <summary>What is left of 8,000 bytes, in ids of 22 characters.</summary>
    private const int MostIds = 360;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private static readonly SqlText Notify = new("SELECT pg_notify($3, word) FROM unnest($4::text[]) AS word WHERE $1::bigint IS NULL OR $2 > 0");

    /// <summary>Protects the fields below.</summary>
    private readonly Lock _gate = new();
    private List<InvocationId> _settled = [];
    private bool _hasWork;
    private Task? _telling;

    /// <summary>This process, as a part of every word.</summary>
    public string Origin { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6));

    /// <summary>There may be work. Returns at once.</summary>
    public void TellWork()
    {
        lock (_gate)
        {
            _hasWork = true;
            _telling ??= Task.Run(TellAsync);
        }
    }

    /// <summary>These have settled. Returns at once.</summary>
    public void TellSettled(IReadOnlyList<InvocationId> settled)
    {
        if (settled.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            _settled.AddRange(settled);
            _telling ??= Task.Run(TellAsync);
        }
    }

    /// <summary>Waits a moment for what is on its way.</summary>
    public async ValueTask EndAsync()
    {
        Task? telling;
        lock (_gate)
        {
            telling = _telling;
        }

        if (telling is not null)
        {
            await telling.WaitAsync(LastWords, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TellAsync()
    {
        while (Take() is { } words)
        {
            try
            {
                await database.WriteAsync(commands => commands.Add(Notify).With(database.Channel).With(words), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                logger.NotTold(words.Length, error);
            }
        }
    }

    private string[]? Take()
    {
        lock (_gate)
        {
            if (!_hasWork && _settled.Count == 0)
            {
                _telling = null;
                return null;
            }

            List<string> words = [.. _settled.Chunk(MostIds).Select(ids => $"s{Origin}{string.Concat(ids.Select(Text))}")];
            if (_hasWork)
            {
                words.Add("w" + Origin);
            }

            _settled = [];
            _hasWork = false;
            return [.. words];
        }
    }

    private static string Text(InvocationId id) => Base64Url.EncodeToString(id.Value.ToByteArray(bigEndian: true));
}
