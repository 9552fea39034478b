using Microsoft.CodeAnalysis;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>
/// Finds, in the declared type of an argument or result, what System.Text.Json can never write and read back. It looks at the type,
/// its type arguments and elements, not into members: those may have converters, or be ignored. <c>object</c>, interfaces and
/// abstract classes pass, since a converter or a resolver may know them.
/// </summary>
internal static class PlainData
{
    private static readonly (string Namespace, string Name)[] Refused =
    [
        ("System", "IntPtr"),
        ("System", "UIntPtr"),
        ("System", "IServiceProvider"),
        ("System.Threading", "CancellationToken"),
        ("System.Threading.Tasks", "ValueTask"),
        ("System.Threading.Tasks", "ValueTask`1"),
        ("System.Collections.Generic", "IAsyncEnumerable`1"),
        ("System.Collections.Generic", "IAsyncEnumerator`1"),
        ("Pynenc", "PynencApp"),
        ("Pynenc", "InvocationContext"),
        ("Pynenc", "InvocationGroup`1"),
        ("Pynenc", "TaskHandle`2"),
    ];

    private static readonly (string Namespace, string Name)[] RefusedWithDerived =
    [
        ("System", "Delegate"),
        ("System.IO", "Stream"),
        ("System.IO", "TextReader"),
        ("System.IO", "TextWriter"),
        ("System.Linq.Expressions", "Expression"),
        ("System.Reflection", "Assembly"),
        ("System.Reflection", "MemberInfo"),
        ("System.Reflection", "Module"),
        ("System.Reflection", "ParameterInfo"),
        ("System.Threading", "CancellationTokenSource"),
        ("System.Threading", "Thread"),
        ("System.Threading.Tasks", "Task"),
        ("Pynenc", "Invocation"),
    ];

    /// <summary>The part that cannot be stored; null when there is none.</summary>
    public static ITypeSymbol? Obstacle(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: > 1 } => type,
        IArrayTypeSymbol array => Obstacle(array.ElementType),
        INamedTypeSymbol named when IsRefused(named) => named,
        INamedTypeSymbol { IsTupleType: true } tuple => First(tuple.TupleElements.Select(e => e.Type)),
        INamedTypeSymbol named => First(named.TypeArguments),
        _ => null,
    };

    /// <summary>True for what cannot leave the stack: ref structs and pointers, in any depth of arrays.</summary>
    public static bool IsStackOnly(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsStackOnly(array.ElementType),
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => true,
        _ => type.IsRefLikeType || type.Is("System", "TypedReference"),
    };

    private static bool IsRefused(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Delegate
        || Refused.Any(r => type.OriginalDefinition.Is(r.Namespace, r.Name))
        || RefusedWithDerived.Any(r => type.IsOrDerivesFrom(r.Namespace, r.Name));

    private static ITypeSymbol? First(IEnumerable<ITypeSymbol> types) =>
        types.Select(Obstacle).FirstOrDefault(o => o is not null);
}
