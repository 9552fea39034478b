using Pynenc.SourceGeneration.Harness;

namespace Pynenc.SourceGeneration;

/// <summary>The same sources give the same text, in whatever order and culture they are compiled.</summary>
public sealed class OrderTests
{
    private const string First = "namespace Shop; public static partial class Jobs { [PynencTask] public static void B(double x = 0.5) { } [PynencTask] public static void a() { } }";
    private const string Second = "namespace Shop; public static partial class Jobs { [PynencTask(Priority = 0.5)] public static void A() { } }";
    private const string Third = "namespace Alpha; public static class Zed { [PynencTask] public static void Run() { } }";

    [Fact]
    public void The_order_of_files_does_not_matter() =>
        Assert.Equal(Generated.From(First, Second, Third).AssertClean().AllText(), Generated.From(Third, Second, First).AllText());

    [Fact]
    public void Definitions_are_declared_in_ordinal_order_of_their_ids()
    {
        string text = Generated.From(First, Second, Third).Text("PynencTaskRegistration.g.cs");

        List<string> fields = ["ZedTasks.__Definitions.Run", "Definitions.A", "Definitions.B", "Definitions.a"];
        int[] places = [.. fields.Select(s => text.IndexOf(s, StringComparison.Ordinal))];
        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain(-1, places);
    }

    [Fact]
    public void The_culture_of_the_machine_does_not_matter()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        string invariant = Generated.From(First, Second).AllText();
        try
        {
            var odd = (System.Globalization.CultureInfo)before.Clone();
            odd.NumberFormat.NumberDecimalSeparator = ",";
            odd.NumberFormat.NegativeSign = "~";
            System.Globalization.CultureInfo.CurrentCulture = odd;
            Assert.Equal(invariant, Generated.From(First, Second).AllText());
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Classes_that_differ_only_in_case_or_namespace_get_files_of_their_own()
    {
        Generated generated = Generated.From("""
            namespace Shop
            {
                public static class Jobs { [PynencTask] public static void Run() { } }
                public static class jobs { [PynencTask] public static void Run() { } }
                public static class Outer { public static class Jobs { [PynencTask] public static void Run() { } } }
            }
            namespace Stock { public static class Jobs { [PynencTask] public static void Run() { } } }
            """);

        Assert.Equal(
            ["PynencTaskRegistration.g.cs", "Shop.Jobs.Tasks.g.cs", "Shop.Outer+Jobs.Tasks.g.cs", "Shop.jobs.Tasks-2.g.cs", "Stock.Jobs.Tasks.g.cs"],
            generated.HintNames.Order(StringComparer.Ordinal));
        Assert.Empty(generated.Result.Diagnostics);
    }

    [Fact]
    public void An_assembly_without_tasks_gets_nothing() => Assert.Empty(Generated.From("public class Nothing;").HintNames);
}
