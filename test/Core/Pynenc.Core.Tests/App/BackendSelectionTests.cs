using Microsoft.Extensions.Configuration;
using Pynenc.Memory;
using Pynenc.SQLite;

namespace Pynenc.App;

public sealed class BackendSelectionTests
{
    [Fact]
    public void Backends_are_selected_by_name_in_any_case()
    {
        PynencApp app = Create(("AppId", "shop"), ("Backend", "memory"));

        Assert.Equal("shop", app.AppId.Value);
        Assert.IsType<MemBroker>(app.Broker);
        Assert.IsType<MemStateBackend>(app.State);
    }

    [Fact]
    public void Broker_and_state_backend_can_come_from_two_packages()
    {
        PynencApp app = Create(("Broker", "Memory"), ("StateBackend", "SQLite"), ("SQLite:Path", "never-opened.db"), ("SQLite:Durability", "normal"));

        Assert.IsType<MemBroker>(app.Broker);
        Assert.IsType<SQLiteStateBackend>(app.State);
    }

    [Fact]
    public void One_name_for_both_puts_them_into_one_transaction()
    {
        Assert.True(Create(("Backend", "SQLite"), ("SQLite:Path", "never-opened.db")).IsColocated);
        Assert.True(Create(("Broker", "SQLite"), ("StateBackend", "sqlite"), ("SQLite:Path", "never-opened.db")).IsColocated);
    }

    [Fact]
    public void Options_are_read_by_their_names()
    {
        PynencApp app = Create(("Backend", "Memory"), ("Lease", "00:01:00"), ("HeartbeatInterval", "00:00:07"), ("MaxRecoveries", "2"));

        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(7), 2), (app.Options.Lease, app.Options.HeartbeatInterval, app.Options.MaxRecoveries));
    }

    [Fact]
    public void Every_problem_is_told_at_once_with_the_key_the_value_and_the_next_step()
    {
        var error = Assert.Throws<PynencConfigurationException>(() => Create(
            ("Backend", "SQLite"), ("SQLite:Durability", "sometimes"), ("SQLite:Reders", "3"), ("Lease", "soon"), ("Leese", "00:00:30"), ("MaxRecoveries", "5000")));

        Assert.Contains("Pynenc:SQLite:Path is missing. Set it, for example to 'app.db'.", error.Problems);
        Assert.Contains("Pynenc:SQLite:Durability is 'sometimes'; it must be one of Full, Normal.", error.Problems);
        Assert.Contains("Pynenc:SQLite:Reders is no setting. There are: BusyTimeout, Durability, Path, Readers, SafetyPoll.", error.Problems);
        Assert.Contains("Pynenc:Lease is 'soon'; it must be a duration such as 00:00:30.", error.Problems);
        Assert.Contains(error.Problems, p => p.StartsWith("Pynenc:Leese is no setting. There are: AppId, Backend, Broker,", StringComparison.Ordinal));
        Assert.Contains("MaxRecoveries is 5000; it must be 0 to 1000.", error.Problems);
    }

    [Fact]
    public void A_backend_that_no_package_has_is_told_with_those_there_are()
    {
        var error = Assert.Throws<PynencConfigurationException>(() => Create(("Backend", "Kafka")));

        Assert.Contains(error.Problems, p => p.StartsWith("Pynenc names the backend 'Kafka', and no referenced package has it. Reference the package Pynenc.Kafka, or choose one of: ", StringComparison.Ordinal)
            && p.Contains("Memory", StringComparison.Ordinal));
    }

    [Fact]
    public void One_backend_and_two_halves_contradict_each_other()
    {
        var error = Assert.Throws<PynencConfigurationException>(() => Create(("Backend", "Memory"), ("Broker", "SQLite")));

        Assert.Contains(error.Problems, p => p.StartsWith("Pynenc:Backend is 'Memory', and Broker or StateBackend is set too.", StringComparison.Ordinal));
    }

    private static PynencApp Create(params (string Key, string Value)[] settings)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Pynenc:" + s.Key, (string?)s.Value))).Build();
        return PynencApp.Create(o => o.UseConfiguration(configuration.GetSection("Pynenc")));
    }
}
