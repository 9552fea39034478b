using Microsoft.CodeAnalysis;

namespace Pynenc.SourceGeneration;

/// <summary>What the generator refuses. Each message says what was seen and what to do; README.md lists them.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor NotAccessible = Error(
        "PYN001", "Generated code cannot call the method", "Task '{0}' cannot be called by generated code: {1}. Make it an internal or public method of an internal or public class.");

    public static readonly DiagnosticDescriptor ByReference = Error(
        "PYN002", "A task takes and returns values", "Task '{0}': {1} is passed by reference, which does not cross processes. Pass it by value, and return what the task changes.");

    public static readonly DiagnosticDescriptor StackOnly = Error(
        "PYN003", "A task takes and returns what can be stored", "Task '{0}': {1} is of type '{2}', a ref struct or a pointer, which cannot be stored. Use an array or a string.");

    public static readonly DiagnosticDescriptor Generic = Error(
        "PYN004", "A task is not generic", "Task '{0}' is generic, or stands in a generic type, and a stored id names one method only. Write one task for each type argument.");

    public static readonly DiagnosticDescriptor DuplicateId = Error(
        "PYN005", "An id names one task", "Task '{0}' has the id or alias '{1}', which task '{2}' has already. Set another Id in [PynencTask].");

    public static readonly DiagnosticDescriptor NotPlainData = Error(
        "PYN006", "Arguments and results are plain data", "Task '{0}': {1} holds '{2}', which cannot be written as JSON and read back. Pass plain data: a record, a collection, an id.");

    public static readonly DiagnosticDescriptor TooManyParameters = Error(
        "PYN007", "A task has up to eight parameters", "Task '{0}' has {1} parameters; the limit is 8. Put them into a record.");

    public static readonly DiagnosticDescriptor MalformedId = Error(
        "PYN008", "A task id or alias is well formed", "Task '{0}': {1}");

    public static readonly DiagnosticDescriptor MalformedQueue = Error(
        "PYN009", "A queue name is well formed", "Task '{0}': {1}");

    public static readonly DiagnosticDescriptor MaxRetriesOutOfRange = Error(
        "PYN010", "MaxRetries is 0 to 1000", "Task '{0}': MaxRetries is {1}; it must be 0 to 1000. Choose a value in that range.");

    public static readonly DiagnosticDescriptor PriorityOutOfRange = Error(
        "PYN011", "Priority is -100 to 100", "Task '{0}': Priority is {1}; it must be -100 to 100. Use 0 for ordinary work, more for urgent work.");

    public static readonly DiagnosticDescriptor RetryForNoException = Error(
        "PYN012", "RetryFor names exceptions", "Task '{0}': {1} names '{2}', which {3}. Name an accessible type derived from System.Exception.");

    public static readonly DiagnosticDescriptor NoInstance = Error(
        "PYN013", "A task has a body and an instance to run on", "Task '{0}' is {1}, so there is nothing to run it on. Make it a static method, or an instance method with a body in a class that is not abstract.");

    public static readonly DiagnosticDescriptor AsyncVoid = Error(
        "PYN014", "A task is not async void", "Task '{0}' is async void: nobody would see it end or fail. Return Task.");

    public static readonly DiagnosticDescriptor TwoTokens = Error(
        "PYN015", "A task takes one CancellationToken", "Task '{0}' takes {1} parameters of type CancellationToken, and an invocation has one. Keep one; InvocationContext.Draining is the other.");

    public static readonly DiagnosticDescriptor NameTaken = Error(
        "PYN016", "A generated name is free", "Task '{0}' would generate '{1}', which {2}. Rename the method or its class.");

    public static readonly DiagnosticDescriptor TimeOutOfRange = Error(
        "PYN017", "A time or factor is in its range", "Task '{0}': {1} is {2}; it must be {3} to {4}. Choose a value in that range, or leave it out.");

    public static readonly DiagnosticDescriptor LimitOutOfRange = Error(
        "PYN018", "A limit is in its range", "Task '{0}': {1} is {2}; it must be {3} to {4}. Choose a value in that range, or leave it out.");

    public static readonly DiagnosticDescriptor UnknownArgument = Error(
        "PYN019", "An option names arguments of the task", "Task '{0}': {1} names '{2}', which is no argument of it. {3}");

    public static readonly DiagnosticDescriptor NoKeyArguments = Error(
        "PYN020", "What counts by keys has keys", "Task '{0}': {1} is ConcurrencyMode.Keys, and KeyArguments is empty. Name the parameters that make the key.");

    public static readonly DiagnosticDescriptor Contradiction = Error(
        "PYN021", "Options do not contradict one another", "Task '{0}': {1}");

    public static readonly DiagnosticDescriptor NoSuchValue = Error(
        "PYN022", "An option has one of its values", "Task '{0}': {1} is {2}, which is no {3}. Use one of its names: {4}.");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Pynenc", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
