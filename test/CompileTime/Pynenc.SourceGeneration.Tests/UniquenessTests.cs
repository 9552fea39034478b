using System.Globalization;
using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Harness;

namespace Pynenc.SourceGeneration;

/// <summary>What two tasks of an assembly cannot share.</summary>
public sealed class UniquenessTests
{
    [Theory]
    [InlineData("[PynencTask(Id = \"x\")] public static void A() { } [PynencTask(Id = \"x\")] public static void B() { }", "'Shop.Jobs.A'")]
    [InlineData("[PynencTask(Id = \"x\")] public static void A() { } [PynencTask(Aliases = [\"x\"])] public static void B() { }", "Task 'B' has the id or alias 'x'")]
    [InlineData("[PynencTask(Aliases = [\"Shop.Jobs.B\"])] public static void A() { } [PynencTask] public static void B() { }", "Task 'A'")]
    [InlineData("[PynencTask(Aliases = [\"x\"])] public static void A() { } [PynencTask(Aliases = [\"x\"])] public static void B() { }", "Task 'B'")]
    [InlineData("[PynencTask] public static void A(int x) { } [PynencTask] public static void A(string x) { }", "'Shop.Jobs.A'")]
    public void An_id_or_alias_used_twice_is_refused_with_PYN005(string members, string seen)
    {
        Generated generated = Generated.FromMembers(members);
        Diagnostic problem = Assert.Single(generated.Result.Diagnostics);

        Assert.Equal("PYN005", problem.Id);
        Assert.Contains(seen, problem.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(2, generated.HintNames.Count);
    }

    [Theory]
    [InlineData("[PynencTask(Id = \"x\")] public static void A() { } [PynencTask(Id = \"X\")] public static void B() { }")]
    [InlineData("[PynencTask(Id = \"x\", Aliases = [\"x\", \"y\", \"y\"])] public static void A() { }")]
    public void Ids_that_differ_in_case_and_a_repeated_alias_of_one_task_are_accepted(string members) => Generated.FromMembers(members).AssertClean();

    [Fact]
    public void A_class_in_two_namespaces_gives_two_ids() => Generated.From("""
        namespace A { public static class Jobs { [PynencTask] public static void Run() { } } }
        namespace B { public static class Jobs { [PynencTask] public static void Run() { } } }
        """).AssertClean();

    [Theory]
    [InlineData("[PynencTask] public static void Add() { } [PynencTask] public static Task AddAsync() => Task.CompletedTask;", "'Add'")]
    [InlineData("[PynencTask(Id = \"a\")] public static void Add(int x) { } [PynencTask(Id = \"b\")] public static void Add(string x) { }", "'Add'")]
    [InlineData("[PynencTask] public static void Add() { } [PynencTask] public static void AddAsyncAsync() { }", "'AddAsync'")]
    [InlineData("[PynencTask] public static void JobsTasks() { }", "'JobsTasks'")]
    [InlineData("[PynencTask] public static void __Definitions() { }", "needs for itself")]
    public void A_generated_member_that_exists_is_refused_with_PYN016(string members, string seen) => Taken(Generated.FromMembers(members), seen);

    [Theory]
    [InlineData("public static class Tasks { [PynencTask] public static void Run() { } }", "'app.Tasks', which PynencApp has already")]
    [InlineData("public static class Task { [PynencTask] public static void Run() { } }", "'app.Task'")]
    [InlineData("public static class JobsTasks; public static class Jobs { [PynencTask] public static void Run() { } }", "is a type of this assembly already")]
    [InlineData("public static class JobsTasksExtensions; public static class Jobs { [PynencTask] public static void Run() { } }", "is a type of this assembly already")]
    [InlineData("public static class Outer_JobsTasks; public static class Outer { public static class Jobs { [PynencTask] public static void Run() { } } }", "'Shop.Outer_JobsTasks', which is a type of this assembly already")]
    [InlineData("public static class A_B { [PynencTask] public static void Run() { } } public static class A { public static class B { [PynencTask] public static void Run() { } } }", "class 'Shop.A+B' generates too")]
    public void A_generated_type_or_property_that_exists_is_refused_with_PYN016(string types, string seen) => Taken(Generated.From("namespace Shop;" + types), seen);

    [Fact]
    public void A_generated_type_that_exists_in_a_namespace_named_like_a_keyword_is_refused_with_PYN016() =>
        Taken(Generated.From("namespace Shop.@event; public static class JobsTasks; public static class Jobs { [PynencTask] public static void Run() { } }"), "'Shop.event.JobsTasks'");

    [Fact]
    public void A_method_called_Async_keeps_its_name() =>
        Assert.Contains("AsyncAsync(", Generated.FromMembers("[PynencTask] public static void Async() { }").AssertClean().AllText(), StringComparison.Ordinal);

    private static void Taken(Generated generated, string seen)
    {
        Diagnostic problem = Assert.Single(generated.Result.Diagnostics);
        Assert.Equal("PYN016", problem.Id);
        Assert.Contains(seen, problem.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
