using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pynenc.Backend;
using Pynenc.Diagnostics;

namespace Pynenc;

/// <summary>Describes an application; <see cref="PynencApp.Create"/> checks all of it and builds it.</summary>
public sealed class PynencAppBuilder
{
    private readonly PynencOptions _options = new();
    private readonly List<string> _problems = [];
    private readonly List<IJsonTypeInfoResolver> _resolvers = [];
    private readonly List<JsonConverter> _converters = [];
    private string _appId = "pynenc";
    private Func<BackendContext, BaseBroker>? _broker;
    private Func<BackendContext, BaseStateBackend>? _state;
    private ILoggerFactory _loggers = NullLoggerFactory.Instance;
    private TimeProvider _time = TimeProvider.System;
    private IServiceProvider? _services;
    private bool _inline;

    internal PynencAppBuilder()
    {
    }

    /// <summary>Names the application; see <see cref="Pynenc.AppId"/>. Default <c>pynenc</c>.</summary>
    public PynencAppBuilder AppId(string appId)
    {
        _appId = appId;
        return this;
    }

    /// <summary>Changes settings.</summary>
    public PynencAppBuilder Configure(Action<PynencOptions> change)
    {
        change(_options);
        return this;
    }

    /// <summary>Chooses the broker. A backend package's <c>Use…</c> method does it for you.</summary>
    public PynencAppBuilder UseBroker(Func<BackendContext, BaseBroker> create)
    {
        _broker = create;
        return this;
    }

    /// <summary>Chooses the state backend. A backend package's <c>Use…</c> method does it for you.</summary>
    public PynencAppBuilder UseStateBackend(Func<BackendContext, BaseStateBackend> create)
    {
        _state = create;
        return this;
    }

    /// <summary>Where tasks that are instance methods get themselves and what they need from. A scope is opened per invocation.</summary>
    public PynencAppBuilder UseServices(IServiceProvider services)
    {
        _services = services;
        return this;
    }

    /// <summary>Where the application logs. Default: nowhere.</summary>
    public PynencAppBuilder UseLogging(ILoggerFactory loggers)
    {
        _loggers = loggers;
        return this;
    }

    /// <summary>The clock of every wait, lease and delay. Default: the system's.</summary>
    public PynencAppBuilder UseTime(TimeProvider time)
    {
        _time = time;
        return this;
    }

    /// <summary>Makes sure the tasks of an assembly are known, even if nothing else of it has been used yet.</summary>
    public PynencAppBuilder AddTasksFrom(Assembly assembly)
    {
        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        return this;
    }

    /// <summary>Adds JSON type information, for native AOT or for speed; asked before reflection is.</summary>
    public PynencAppBuilder AddJsonTypes(IJsonTypeInfoResolver resolver)
    {
        _resolvers.Add(resolver);
        return this;
    }

    /// <summary>Adds a JSON converter for arguments and results.</summary>
    public PynencAppBuilder AddJsonConverter(JsonConverter converter)
    {
        _converters.Add(converter);
        return this;
    }

    /// <summary>Runs every call to its end before it returns, without a runner: for unit tests.</summary>
    public PynencAppBuilder RunInline()
    {
        _inline = true;
        return this;
    }

    /// <summary>Reports a problem of the configuration; all of them stand in one exception.</summary>
    public PynencAppBuilder AddProblem(string problem)
    {
        _problems.Add(problem);
        return this;
    }

    internal PynencApp Build()
    {
        if (!Pynenc.AppId.TryCreate(_appId, out string? idProblem))
        {
            _problems.Add(idProblem);
        }

        _problems.AddRange(_options.Problems());
        if (FailPoint.Problem is { } failPoint)
        {
            _problems.Add(failPoint);
        }

        if (_broker is null)
        {
            _problems.Add("""No broker is configured. Add o.UseMemory() for one process, or o.UseSQLite("app.db") for several on one machine.""");
        }

        if (_state is null)
        {
            _problems.Add("""No state backend is configured. Add o.UseMemory() for one process, or o.UseSQLite("app.db") for several on one machine.""");
        }

        if (_problems.Count > 0)
        {
            throw new PynencConfigurationException(_problems);
        }

        var context = new BackendContext(new AppId(_appId), _time, _loggers, _options.Copy());
        BaseBroker broker = _broker!(context);
        if (_options.Ageing is { } period && !broker.Capabilities.Ageing)
        {
            throw new PynencConfigurationException(
                [$"{nameof(PynencOptions.Ageing)} is {period}, and {broker.GetType().Name} cannot put work in order by its age. Leave it out, or choose a broker that declares the capability (MemBroker and SQLiteBroker do)."]);
        }

        BaseStateBackend state = _state!(context);
        var large = new LargePayloads(state.ClientData, context.Options);
        return new PynencApp(
            context,
            broker,
            state,
            new PayloadSerializer(_resolvers, _converters, large.IsOn, context.Options),
            large,
            new TaskRegistry([ContinuationTask.Definition, .. TaskCatalog.Definitions]),
            _services,
            _inline);
    }
}
