using System.Buffers;

namespace Pynenc.RabbitMQ;

/// <summary>Finds every problem of the URI and the options at once. A password is never repeated.</summary>
internal static class RabbitMQBackendOptionsValidator
{
    private const int LongestPrefix = 40;
    private const string Form = """Write o.UseRabbitMQBroker("amqp://user:password@localhost:5672/vhost"), with amqps for TLS.""";

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    public static IReadOnlyList<string> Problems(string? uri, RabbitMQBackendOptions options)
    {
        var problems = new List<string>();
        AddUriProblem(problems, uri);
        if (options.QueuePrefix is not { Length: > 0 and <= LongestPrefix } prefix || prefix.AsSpan().ContainsAnyExcept(Letters))
        {
            problems.Add($"{Name(nameof(options.QueuePrefix))} is '{options.QueuePrefix}'; it must have 1 to {LongestPrefix} characters of a-z, 0-9, _ and -. Leave it out to use 'pynenc'.");
        }

        if (options.MaxQueueLength < 1)
        {
            problems.Add($"{Name(nameof(options.MaxQueueLength))} is {options.MaxQueueLength}; it must be at least 1. Leave it out for no limit.");
        }

        if (options.MaxPrefetch is < 1 or > 20_000)
        {
            problems.Add($"{Name(nameof(options.MaxPrefetch))} is {options.MaxPrefetch}; it must be 1 to 20,000.");
        }

        AddRange(problems, nameof(options.Heartbeat), options.Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        AddRange(problems, nameof(options.ConnectTimeout), options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        AddRange(problems, nameof(options.AnswerTimeout), options.AnswerTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        problems.AddRange(options.MoreHosts.Where(h => ServerAddress.HostAndPort(h) is null)
            .Select(h => $"{Name(nameof(options.MoreHosts))} names '{h}'; each must be host or host:port."));
        return problems;
    }

    private static void AddUriProblem(List<string> problems, string? uri)
    {
        if (string.IsNullOrWhiteSpace(uri))
        {
            problems.Add($"The RabbitMQ URI is empty. {Form}");
            return;
        }

        if (!Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed))
        {
            problems.Add($"The RabbitMQ URI cannot be read. Characters such as '/', '@', ':' and '#' in the user, the password or the virtual host are written as %2F, %40, %3A and %23. {Form}");
            return;
        }

        if (parsed.Scheme is not ("amqp" or "amqps"))
        {
            problems.Add($"The RabbitMQ URI begins with '{parsed.Scheme}:'; it must be amqp: or amqps:. {Form}");
        }

        if (parsed.Host.Length == 0)
        {
            problems.Add($"The RabbitMQ URI names no host. {Form}");
        }

        if (parsed.AbsolutePath.Count(c => c == '/') > 1)
        {
            problems.Add($"The RabbitMQ URI has a virtual host of several parts, '{parsed.AbsolutePath}'; write '/' inside its name as %2F. {Form}");
        }

        if (parsed.Query.Length > 0)
        {
            problems.Add($"The RabbitMQ URI has a query, and nothing reads it. Use the options of {nameof(RabbitMQBackendOptions)} instead. {Form}");
        }
    }

    private static void AddRange(List<string> problems, string option, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            problems.Add($"{Name(option)} is {value}; it must be {least} to {most}.");
        }
    }

    private static string Name(string option) => $"{nameof(RabbitMQBackendOptions)}.{option}";
}
