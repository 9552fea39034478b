namespace Pynenc.SourceGeneration.Model;

/// <summary>One method marked [PynencTask], with nothing wrong in it.</summary>
/// <param name="Host">The class it stands in.</param>
/// <param name="Id">The stored id.</param>
/// <param name="Method">The name of the method, as in the source.</param>
/// <param name="Name">The name of the generated property: <paramref name="Method"/> without its <c>Async</c>.</param>
/// <param name="DocumentationId">The method in XML documentation: <c>M:Shop.Jobs.Add(System.Int32)</c>.</param>
/// <param name="IsPublic">True when code of other assemblies can name the method and every type in its signature.</param>
/// <param name="IsStatic">False when the method needs an instance of its class.</param>
/// <param name="Returns">How the result comes.</param>
/// <param name="MayReturnNull">True when a task is declared as nullable: <c>Task&lt;int&gt;?</c>.</param>
/// <param name="Result">The type of the result; <c>Unit</c> for none.</param>
/// <param name="Parameters">All parameters of the method, in declared order.</param>
/// <param name="Options">What the attribute says.</param>
internal sealed record TaskModel(
    HostModel Host,
    string Id,
    string Method,
    string Name,
    string DocumentationId,
    bool IsPublic,
    bool IsStatic,
    ReturnShape Returns,
    bool MayReturnNull,
    string Result,
    EquatableArray<ParameterModel> Parameters,
    OptionsModel Options)
{
    public IEnumerable<ParameterModel> Arguments => Parameters.Where(p => p.Kind == ParameterKind.Argument);
}

internal enum ReturnShape
{
    Nothing,
    Value,
    Task,
    TaskOfValue,
    ValueTask,
    ValueTaskOfValue,
}
