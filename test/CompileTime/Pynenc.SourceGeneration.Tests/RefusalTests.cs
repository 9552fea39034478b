using Pynenc.SourceGeneration.Harness;

namespace Pynenc.SourceGeneration;

/// <summary>Every rule about one method, seen broken and seen kept.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("[PynencTask] private static void Bad() { }", "method 'Bad' is private")]
    [InlineData("private static class Inner { [PynencTask] public static void Bad() { } }", "type 'Inner' is private")]
    [InlineData("public static void M() { Bad(); [PynencTask] static void Bad() { } }", "local function")]
    public void A_method_out_of_reach_is_refused_with_PYN001(string member, string seen) => Refused("PYN001", member, seen);

    [Fact]
    public void A_protected_method_is_refused_with_PYN001() =>
        RefusedSource("PYN001", "public class Jobs { [PynencTask] protected static void Bad() { } }", "method 'Bad' is protected");

    [Fact]
    public void A_file_local_class_is_refused_with_PYN001() =>
        RefusedSource("PYN001", "file static class Jobs { [PynencTask] public static void Bad() { } }", "local to its file");

    [Fact]
    public void An_internal_method_of_an_internal_class_is_accepted() =>
        Generated.From("internal static class Jobs { [PynencTask] internal static void Good() { } }").AssertClean();

    [Theory]
    [InlineData("[PynencTask] public static void Bad(ref int x) { }", "parameter 'x'")]
    [InlineData("[PynencTask] public static void Bad(in int x) { }", "parameter 'x'")]
    [InlineData("[PynencTask] public static void Bad(ref readonly int x) { }", "parameter 'x'")]
    [InlineData("[PynencTask] public static void Bad(out int x) { x = 0; }", "parameter 'x'")]
    [InlineData("private static int s_x; [PynencTask] public static ref int Bad() => ref s_x;", "the result")]
    public void A_ref_parameter_is_refused_with_PYN002(string member, string seen) => Refused("PYN002", member, seen);

    [Theory]
    [InlineData("[PynencTask] public static void Bad(Span<int> x) { }", "System.Span<int>")]
    [InlineData("[PynencTask] public static void Bad(params ReadOnlySpan<int> x) { }", "System.ReadOnlySpan<int>")]
    [InlineData("[PynencTask] public static unsafe void Bad(int* x) { }", "int*")]
    [InlineData("[PynencTask] public static unsafe void Bad(int*[] x) { }", "int*[]")]
    [InlineData("[PynencTask] public static unsafe void Bad(delegate*<void> x) { }", "delegate*<void>")]
    [InlineData("[PynencTask] public static ReadOnlySpan<char> Bad() => default;", "the result")]
    public void What_cannot_leave_the_stack_is_refused_with_PYN003(string member, string seen) => Refused("PYN003", member, seen);

    [Theory]
    [InlineData("[PynencTask] public static void Good(int[] x) { }")]
    [InlineData("[PynencTask] public static void Good(Memory<byte> x) { }")]
    [InlineData("[PynencTask] public static void Good(params string[] x) { }")]
    public void What_can_be_stored_is_accepted(string member) => Generated.FromMembers(member).AssertClean();

    [Fact]
    public void A_generic_method_is_refused_with_PYN004() => Refused("PYN004", "[PynencTask] public static void Bad<T>(T x) { }", "'Bad' is generic");

    [Fact]
    public void A_method_in_a_generic_type_is_refused_with_PYN004() =>
        RefusedSource("PYN004", "public static class Outer<T> { public static class Jobs { [PynencTask] public static void Bad() { } } }", "generic type");

    [Fact]
    public void A_method_of_a_class_that_closes_a_generic_base_is_accepted() =>
        Generated.From("public class Base<T>; public class Jobs : Base<int> { [PynencTask] public static void Good(List<int> x) { } }").AssertClean();

    [Theory]
    [InlineData("void", "Action x", "System.Action")]
    [InlineData("void", "Func<int, int> x", "System.Func<int, int>")]
    [InlineData("void", "Type x", "System.Type")]
    [InlineData("void", "List<System.Reflection.MethodInfo> x", "System.Reflection.MethodInfo")]
    [InlineData("void", "IntPtr x", "nint")]
    [InlineData("void", "nuint? x", "nuint")]
    [InlineData("void", "System.IO.MemoryStream x", "System.IO.MemoryStream")]
    [InlineData("void", "System.Linq.Expressions.Expression<Func<int>> x", "Expression<System.Func<int>>")]
    [InlineData("void", "CancellationToken? x", "System.Threading.CancellationToken")]
    [InlineData("void", "(int a, Action b) x", "System.Action")]
    [InlineData("void", "Task<int>[] x", "System.Threading.Tasks.Task<int>")]
    [InlineData("void", "int[,] x", "int[*,*]")]
    [InlineData("void", "PynencApp x", "Pynenc.PynencApp")]
    [InlineData("void", "Invocation<int> x", "Pynenc.Invocation<int>")]
    [InlineData("CancellationToken", "", "the result")]
    [InlineData("Task<Task<int>>", "", "System.Threading.Tasks.Task<int>")]
    [InlineData("ValueTask<ValueTask>", "", "System.Threading.Tasks.ValueTask")]
    [InlineData("IAsyncEnumerable<int>", "", "IAsyncEnumerable<int>")]
    [InlineData("Dictionary<string, System.IO.Stream>", "", "System.IO.Stream")]
    public void What_JSON_cannot_bring_back_is_refused_with_PYN006(string result, string parameter, string seen) =>
        Refused("PYN006", $"[PynencTask] public static {result} Bad({parameter}) => throw new NotSupportedException();", seen);

    [Theory]
    [InlineData("object? x")]
    [InlineData("IReadOnlyList<int> x")]
    [InlineData("Uri x")]
    [InlineData("int[][] x")]
    [InlineData("System.Text.Json.JsonElement x")]
    public void What_a_serializer_may_know_is_accepted(string parameter) =>
        Generated.FromMembers($"[PynencTask] public static void Good({parameter}) {{ }}").AssertClean();

    [Fact]
    public void Nine_parameters_are_refused_with_PYN007() =>
        Refused("PYN007", "[PynencTask] public static void Bad(int a, int b, int c, int d, int e, int f, int g, int h, int i) { }", "has 9 parameters");

    [Fact]
    public void Eight_parameters_beside_token_and_context_are_accepted() =>
        Generated.FromMembers("[PynencTask] public static void Good(int a, int b, int c, int d, int e, int f, int g, int h, CancellationToken i, InvocationContext j) { }").AssertClean();

    [Theory]
    [InlineData("abstract class", "public abstract void Bad();", "is abstract")]
    [InlineData("abstract class", "public void Bad() { }", "an instance method of an abstract class")]
    [InlineData("interface", "void Bad();", "a method of an interface")]
    [InlineData("interface", "static void Bad() { }", "a method of an interface")]
    [InlineData("struct", "public void Bad() { }", "an instance method of a struct")]
    public void A_method_without_an_instance_is_refused_with_PYN013(string kind, string member, string seen) =>
        RefusedSource("PYN013", $"public {kind} Jobs {{ [PynencTask] {member} }}", seen);

    [Theory]
    [InlineData("abstract class")]
    [InlineData("struct")]
    [InlineData("sealed record")]
    public void A_static_method_needs_no_instance(string kind) =>
        Generated.From($"public {kind} Jobs {{ [PynencTask] public static void Good() {{ }} }}").AssertClean();

    [Fact]
    public void An_async_void_method_is_refused_with_PYN014() => Refused("PYN014", "[PynencTask] public static async void Bad() => await Task.Yield();", "'Bad' is async void");

    [Fact]
    public void A_void_method_that_is_not_async_is_accepted() => Generated.FromMembers("[PynencTask] public static void Good() { }").AssertClean();

    [Fact]
    public void A_second_token_is_refused_with_PYN015() =>
        Refused("PYN015", "[PynencTask] public static void Bad(CancellationToken a, int x, CancellationToken b) { }", "takes 2 parameters");

    [Fact]
    public void A_refused_method_does_not_stop_its_neighbours()
    {
        Generated generated = Generated.FromMembers("""
            [PynencTask] public static void Bad(ref int x) { }
            [PynencTask] public static void Good(int x) { }
            """);

        Assert.Equal(["PYN002"], generated.Ids);
        Assert.Contains("GoodAsync", generated.AllText(), StringComparison.Ordinal);
        Assert.DoesNotContain("BadAsync", generated.AllText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_points_at_the_parameter()
    {
        Generated generated = Generated.FromMembers("[PynencTask] public static void Bad(int good, Action evil) { }");

        Microsoft.CodeAnalysis.Location place = generated.Result.Diagnostics.Single().Location;
        string text = generated.Output.SyntaxTrees.Single(t => t.FilePath == place.GetLineSpan().Path).ToString();
        Assert.Equal("evil", text.Substring(place.SourceSpan.Start, place.SourceSpan.Length));
    }

    private static void Refused(string id, string member, string seen) => Assert.Equal(id, OnlyProblem(Generated.FromMembers(member), seen));

    private static void RefusedSource(string id, string source, string seen) => Assert.Equal(id, OnlyProblem(Generated.From(source), seen));

    private static string OnlyProblem(Generated generated, string seen)
    {
        Microsoft.CodeAnalysis.Diagnostic problem = Assert.Single(generated.Result.Diagnostics);
        Assert.Contains(seen, problem.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(generated.HintNames);
        return problem.Id;
    }
}
