using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Pynenc;

/// <summary>The settings of one backend in configuration. What is wrong with them is gathered, and reported all at once.</summary>
public sealed class BackendSettings
{
    private readonly IConfigurationSection _section;
    private readonly PynencAppBuilder _builder;
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    internal BackendSettings(IConfigurationSection section, PynencAppBuilder builder)
    {
        _section = section;
        _builder = builder;
    }

    /// <summary>A text that must be there.</summary>
    /// <returns>The text; empty after a problem was reported.</returns>
    public string Required(string key, string example)
    {
        if (Value(key) is { } text)
        {
            return text;
        }

        _builder.AddProblem($"{_section.Path}:{key} is missing. Set it, for example to '{example}'.");
        return "";
    }

    /// <summary>Changes <paramref name="value"/> if the text is there.</summary>
    public void Text(string key, Action<string> value)
    {
        if (Value(key) is { } text)
        {
            value(text);
        }
    }

    /// <summary>A duration as <c>00:00:30</c>; days come before a dot.</summary>
    public void Time(string key, Action<TimeSpan> value) =>
        Parse(key, value, "a duration such as 00:00:30", text => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time : null);

    /// <summary>A whole number.</summary>
    public void Number(string key, Action<int> value) =>
        Parse(key, value, "a whole number", text => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null);

    /// <summary>True or false.</summary>
    public void Flag(string key, Action<bool> value) =>
        Parse(key, value, "true or false", text => bool.TryParse(text, out bool flag) ? flag : null);

    /// <summary>One of the names of an enumeration, in any case.</summary>
    public void Choice<T>(string key, Action<T> value)
        where T : struct, Enum =>
        Parse(key, value, $"one of {string.Join(", ", Enum.GetNames<T>())}", text => Enum.TryParse(text, ignoreCase: true, out T choice) && Enum.IsDefined(choice) ? choice : null);

    /// <summary>Reports what stands in the section and was not asked for: most likely misspelt.</summary>
    internal void ReportUnknown()
    {
        foreach (IConfigurationSection child in _section.GetChildren().Where(c => c.Value is not null && !_known.Contains(c.Key)))
        {
            _builder.AddProblem($"{child.Path} is no setting. There are: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }

    private void Parse<T>(string key, Action<T> value, string what, Func<string, T?> parse)
        where T : struct
    {
        if (Value(key) is not { } text)
        {
            return;
        }

        if (parse(text) is { } parsed)
        {
            value(parsed);
        }
        else
        {
            _builder.AddProblem($"{_section.Path}:{key} is '{text}'; it must be {what}.");
        }
    }

    private string? Value(string key)
    {
        _known.Add(key);
        return string.IsNullOrWhiteSpace(_section[key]) ? null : _section[key];
    }
}
