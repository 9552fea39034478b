using System.Runtime.Versioning;
using Pynenc.Backend;

namespace Pynenc.SQLite.Tests;

/// <summary>Paths and options that cannot work are refused with a sentence that helps, and nothing is left behind.</summary>
public sealed class BadPathTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData("data/", "data/")]
    [InlineData("a\0b", "a\\0b")]
    [InlineData(":memory:", ":memory:")]
    [InlineData("file:x?mode=memory", "file:x?mode=memory")]
    public void A_path_that_names_no_file_is_refused_before_anything_is_opened(string path, string named)
    {
        var error = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o.UseSQLite(path)));
        string problem = Assert.Single(error.Problems);
        Assert.Contains(named, problem, StringComparison.Ordinal);
        Assert.Contains("Use", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_out_of_range_is_named_with_value_limit_and_next_step_at_once()
    {
        var error = Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o.UseSQLite("x.db", s =>
        {
            s.Durability = (Durability)7;
            s.BusyTimeout = TimeSpan.FromMilliseconds(99);
            s.Readers = 65;
            s.SafetyPoll = TimeSpan.FromHours(2);
        })));
        Assert.Equal(
            [
                "SQLiteBackendOptions.Durability is 7; it must be Full or Normal. Choose Full unless a power loss may cost the last commits.",
                "SQLiteBackendOptions.BusyTimeout is 00:00:00.0990000; it must be 00:00:00.1000000 to 01:00:00. Leave it out to wait 30 s.",
                "SQLiteBackendOptions.SafetyPoll is 02:00:00; it must be 00:00:00.0100000 to 01:00:00. Leave it out to look every 2 s.",
                "SQLiteBackendOptions.Readers is 65; it must be 1 to 64. Leave it out to use 4.",
            ],
            error.Problems);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Too_few_readers_are_refused(int readers) => Assert.Contains(
        $"Readers is {readers}",
        Assert.Throws<PynencConfigurationException>(() => PynencApp.Create(o => o.UseSQLite("x.db", s => s.Readers = readers))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Options_at_their_limits_work()
    {
        await using var file = new TempFile();
        PynencApp app = await file.OpenAsync(configure: s =>
        {
            s.BusyTimeout = TimeSpan.FromHours(1);
            s.Readers = 1;
            s.SafetyPoll = TimeSpan.FromHours(1);
        });
        await app.PublishAsync();
        Assert.Equal(1, await app.StoredAsync());
    }

    [Fact]
    public async Task Missing_folders_are_created()
    {
        await using var file = new TempFile();
        string path = Path.Combine(file.Folder.FullName, "a", "b c", "d'e;f", "x.db");
        PynencApp app = file.App(path: path);
        await app.InitializeAsync(TempFile.Token);
        await app.PublishAsync();
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task A_path_that_is_a_folder_is_refused_and_works_once_the_folder_is_gone()
    {
        await using var file = new TempFile();
        Directory.CreateDirectory(file.Path);
        PynencApp app = file.App();
        await Verbs.RefusesAsync(() => app.InitializeAsync(TempFile.Token), file.Path, "Check");
        Directory.Delete(file.Path);
        await app.PublishAsync();
        Assert.Equal(1, await app.StoredAsync());
    }

    [Fact]
    public async Task A_parent_that_is_a_file_is_refused_and_works_once_the_file_is_gone()
    {
        await using var file = new TempFile();
        string parent = Path.Combine(file.Folder.FullName, "parent");
        await File.WriteAllTextAsync(parent, "a file", TempFile.Token);
        PynencApp app = file.App(path: Path.Combine(parent, "x.db"));
        await Verbs.RefusesAsync(() => app.InitializeAsync(TempFile.Token), parent, "Create it");
        File.Delete(parent);
        await app.InitializeAsync(TempFile.Token);
    }

    [Fact]
    public async Task A_place_where_nobody_may_write_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a /proc, where not even root creates files.");
        await using var file = new TempFile();
        PynencApp folder = file.App(path: "/proc/pynenc/x.db");
        await Verbs.RefusesAsync(() => folder.InitializeAsync(TempFile.Token), "/proc/pynenc", "path this user may write");
        PynencApp direct = file.App(path: "/proc/x.db");
        await Verbs.RefusesAsync(() => direct.InitializeAsync(TempFile.Token), "/proc/x.db", "may write");
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task A_folder_without_permission_is_refused_and_works_once_it_is_granted()
    {
        Assert.SkipUnless(FileUser.CanChange, "Needs root on Linux, to touch files as nobody.");
        await using var file = new TempFile();
        File.SetUnixFileMode(file.Folder.FullName, ReadOnlyFolder);
        PynencApp app = file.App();
        Exception? error = await FileUser.RunAsNobodyAsync(() => app.InitializeAsync(TempFile.Token));
        Assert.Contains(file.Path, Assert.IsType<BackendException>(error).Message, StringComparison.Ordinal);
        Assert.Empty(file.Folder.GetFileSystemInfos());

        File.SetUnixFileMode(file.Folder.FullName, ReadOnlyFolder | UnixFileMode.OtherWrite);
        Assert.Null(await FileUser.RunAsNobodyAsync(() => app.InitializeAsync(TempFile.Token)));
        await app.PublishAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [SupportedOSPlatform("linux")]
    public async Task A_database_that_may_only_be_read_is_refused_and_works_once_it_may_be_written(bool isFolderWritable)
    {
        Assert.SkipUnless(FileUser.CanChange, "Needs root on Linux, to touch files as nobody.");
        await using var file = new TempFile();
        PynencApp owner = await file.OpenAsync();
        await owner.PublishAsync();
        await owner.DisposeAsync();
        File.SetUnixFileMode(file.Path, ReadOnlyFile);
        File.SetUnixFileMode(file.Folder.FullName, isFolderWritable ? ReadOnlyFolder | UnixFileMode.OtherWrite : ReadOnlyFolder);

        PynencApp app = file.App();
        Exception? error = await FileUser.RunAsNobodyAsync(() => app.InitializeAsync(TempFile.Token));
        Assert.Contains(file.Path, Assert.IsType<BackendException>(error).Message, StringComparison.Ordinal);
        Assert.Contains("write", error.Message, StringComparison.Ordinal);

        File.SetUnixFileMode(file.Path, ReadOnlyFile | UnixFileMode.OtherWrite);
        File.SetUnixFileMode(file.Folder.FullName, ReadOnlyFolder | UnixFileMode.OtherWrite);
        Assert.Null(await FileUser.RunAsNobodyAsync(() => app.InitializeAsync(TempFile.Token)));
        await app.PublishAsync();
        Assert.Equal(2, await app.StoredAsync());
    }

    private const UnixFileMode ReadOnlyFile =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode ReadOnlyFolder =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead |
        UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
}
