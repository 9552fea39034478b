using Microsoft.Extensions.Configuration;

namespace Pynenc;

/// <summary>Describes an application by configuration: a file, environment variables, whatever the host has.</summary>
public static class ConfigurationExtensions
{
    private const string Both = "Backend";
    private const string Broker = "Broker";
    private const string State = "StateBackend";

    /// <summary>
    /// Reads a section: <c>AppId</c>; <c>Backend</c>, or <c>Broker</c> and <c>StateBackend</c>, by the names of referenced packages; the settings
    /// of each in a section of its name; and the settings of <see cref="PynencOptions"/> by theirs.
    /// </summary>
    /// <remarks>What is wrong is reported when the application is built, with all other problems. Code that runs after this call may change what it chose.</remarks>
    /// <param name="builder">The application.</param>
    /// <param name="section">Usually <c>configuration.GetSection("Pynenc")</c>.</param>
    /// <example>
    /// <code>
    /// { "Pynenc": { "AppId": "shop", "Backend": "Redis", "Redis": { "ConnectionString": "localhost:6379" }, "Lease": "00:00:20" } }
    /// </code>
    /// </example>
    public static PynencAppBuilder UseConfiguration(this PynencAppBuilder builder, IConfigurationSection section)
    {
        var general = new BackendSettings(section, builder);
        general.Text("AppId", id => builder.AppId(id));
        string? both = null;
        string? broker = null;
        string? state = null;
        general.Text(Both, name => both = name);
        general.Text(Broker, name => broker = name);
        general.Text(State, name => state = name);
        builder.Configure(options => Read(general, options));
        Choose(builder, section, both, broker, state);
        general.ReportUnknown();
        return builder;
    }

    private static void Read(BackendSettings settings, PynencOptions options)
    {
        settings.Time(nameof(options.Lease), v => options.Lease = v);
        settings.Time(nameof(options.HeartbeatInterval), v => options.HeartbeatInterval = v);
        settings.Time(nameof(options.QueueTimeout), v => options.QueueTimeout = v);
        settings.Number(nameof(options.MaxRecoveries), v => options.MaxRecoveries = v);
        settings.Number(nameof(options.MaxPayloadBytes), v => options.MaxPayloadBytes = v);
        settings.Time(nameof(options.RouteGrace), v => options.RouteGrace = v);
        settings.Time(nameof(options.SafetyPollInterval), v => options.SafetyPollInterval = v);
        settings.Time(nameof(options.StopGrace), v => options.StopGrace = v);
    }

    private static void Choose(PynencAppBuilder builder, IConfigurationSection section, string? both, string? broker, string? state)
    {
        if (both is not null && (broker ?? state) is not null)
        {
            builder.AddProblem($"{section.Path}:{Both} is '{both}', and {Broker} or {State} is set too. Set {Both} alone, or the other two.");
            return;
        }

        BackendPlugin? brokerPlugin = Plugin(builder, section, Broker, broker ?? both, p => p.HasBroker);
        BackendPlugin? statePlugin = both is null ? Plugin(builder, section, State, state, p => p.HasState)
            : brokerPlugin?.HasState == false ? Plugin(builder, section, Both, both, p => p.HasState)
            : brokerPlugin;
        if (brokerPlugin is null || statePlugin is null)
        {
            return;
        }

        if (brokerPlugin == statePlugin)
        {
            With(builder, section, brokerPlugin, brokerPlugin.Use);
            return;
        }

        With(builder, section, brokerPlugin, brokerPlugin.UseBroker);
        With(builder, section, statePlugin, statePlugin.UseState);
    }

    private static void With(PynencAppBuilder builder, IConfigurationSection section, BackendPlugin plugin, Action<PynencAppBuilder, BackendSettings> use)
    {
        var settings = new BackendSettings(section.GetSection(plugin.Name), builder);
        use(builder, settings);
        settings.ReportUnknown();
    }

    private static BackendPlugin? Plugin(PynencAppBuilder builder, IConfigurationSection section, string part, string? name, Func<BackendPlugin, bool> has)
    {
        if (name is null)
        {
            return null;
        }

        BackendPlugin? plugin = BackendPlugins.Find(name);
        string loaded = string.Join(", ", BackendPlugins.Available.Where(has).Select(p => p.Name));
        if (plugin is null)
        {
            builder.AddProblem($"{section.Path} names the backend '{name}', and no referenced package has it. Reference the package Pynenc.{name}, or choose one of: {loaded}.");
            return null;
        }

        if (!has(plugin))
        {
            builder.AddProblem($"{section.Path}:{part} is '{name}', and that package has none. Choose one of: {loaded}.");
            return null;
        }

        return plugin;
    }
}
