using System.Globalization;
using System.Text.RegularExpressions;

namespace Pynenc.ArchitectureTests;

/// <summary>A number in a log names one event, whatever package wrote it.</summary>
public sealed partial class LogTests
{
    [Fact]
    public void No_two_log_events_share_a_number()
    {
        IEnumerable<string> wrong =
            from file in SourceTree.Files("src", "EventIds.cs")
            from Match declared in Declaration().Matches(SourceTree.Read(file))
            let number = int.Parse(declared.Groups["number"].Value, CultureInfo.InvariantCulture)
            group $"{file}: {declared.Groups["name"].Value}" by number into same
            where same.Count() > 1
            select $"{same.Key} is the number of {string.Join(" and of ", same)}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_two_log_messages_use_the_same_event()
    {
        IEnumerable<string> wrong =
            from file in SourceTree.Files("src", "*.cs")
            from Match used in Use().Matches(SourceTree.Read(file))
            group file by (Package(file), Name: used.Groups["name"].Value) into same
            where same.Count() > 1
            select $"{same.Key.Name} is logged from {string.Join(" and from ", same)}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_log_message_takes_its_number_from_the_list()
    {
        IEnumerable<string> wrong =
            from file in SourceTree.Files("src", "*.cs")
            where LooseUse().IsMatch(SourceTree.Read(file))
            select $"{file} has a [LoggerMessage] whose number is not one of EventIds";
        Assert.Empty(wrong);
    }

    private static string Package(string file) => string.Join('/', file.Split('/').Take(3));

    [GeneratedRegex(@"const int (?<name>\w+) = (?<number>\d+);")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\[LoggerMessage\(\s*EventIds\.(?<name>\w+)")]
    private static partial Regex Use();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?!EventIds\.)")]
    private static partial Regex LooseUse();
}
