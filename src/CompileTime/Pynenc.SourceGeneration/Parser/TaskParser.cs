using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Parser;

/// <summary>Turns a method marked [PynencTask] into a model, or into what is wrong with it.</summary>
internal static class TaskParser
{
    private const string Async = "Async";

    public static ParsedMethod Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var method = (IMethodSymbol)context.TargetSymbol;
        method = method.PartialDefinitionPart ?? method;
        var findings = new Findings(method.Name, LocationInfo.From(Place(context.TargetNode)));
        if (method.MethodKind != MethodKind.Ordinary || method.ContainingType is not { IsExtension: false })
        {
            findings.Add(Diagnostics.NotAccessible, "it is a local function, an accessor, an operator or in an extension block, not a method of a class");
            return findings.Refuse();
        }

        MethodRules.Check(method, findings);
        (ReturnShape shape, ITypeSymbol? result) = ReturnParser.Parse(method);
        MethodRules.CheckResult(result, method, findings);
        ParameterModel[] parameters = ParameterParser.Parse(method, findings);
        (string id, OptionsModel options) = OptionsParser.Parse(context.Attributes[0], method, parameters, findings);
        HostModel host = HostParser.Parse(method.ContainingType);
        string name = NameOf(method);
        NameClashes.CheckAgainstSource(host, name, context.SemanticModel.Compilation, findings);
        if (!findings.IsEmpty)
        {
            return findings.Refuse();
        }

        return findings.Accept(new TaskModel(
            host,
            id,
            method.Name,
            name,
            method.GetDocumentationCommentId() ?? string.Empty,
            IsPublic(method, result),
            method.IsStatic,
            shape,
            shape is ReturnShape.Task or ReturnShape.TaskOfValue && method.ReturnNullableAnnotation == NullableAnnotation.Annotated,
            result?.Display() ?? "global::Pynenc.Unit",
            parameters.ToEquatable(),
            options));
    }

    private static string NameOf(IMethodSymbol method) =>
        method.Name.Length > Async.Length && method.Name.EndsWith(Async, StringComparison.Ordinal)
            ? method.Name.Substring(0, method.Name.Length - Async.Length)
            : method.Name;

    private static bool IsPublic(IMethodSymbol method, ITypeSymbol? result) =>
        Access.IsPublic(method)
        && (result is null || Access.IsPublicType(result))
        && method.Parameters.All(p => Access.IsPublicType(p.Type));

    private static Location Place(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.GetLocation(),
        LocalFunctionStatementSyntax function => function.Identifier.GetLocation(),
        _ => node.GetLocation(),
    };
}
