using Microsoft.CodeAnalysis;
using Pynenc.SourceGeneration.Catalog;
using Pynenc.SourceGeneration.Emitter;
using Pynenc.SourceGeneration.Model;
using Pynenc.SourceGeneration.Parser;

namespace Pynenc.SourceGeneration;

/// <summary>Turns methods marked [PynencTask] into definitions and typed calls.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TaskGenerator : IIncrementalGenerator
{
    internal const string AttributeName = "Pynenc.PynencTaskAttribute";
    internal const string ClassesStep = "Classes";
    internal const string ProblemsStep = "Problems";
    internal const string RegistrationsStep = "Registrations";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<AssemblyModel> assembly = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeName, static (_, _) => true, TaskParser.Parse)
            .Collect()
            .Select(static (methods, _) => TaskAssembler.Assemble(methods));

        IncrementalValuesProvider<ClassModel> classes = assembly
            .SelectMany(static (all, _) => all.Classes)
            .WithTrackingName(ClassesStep);

        IncrementalValueProvider<EquatableArray<DiagnosticInfo>> problems = assembly
            .Select(static (all, _) => all.Problems)
            .WithTrackingName(ProblemsStep);

        IncrementalValueProvider<EquatableArray<RegistrationModel>> registrations = assembly
            .Select(static (all, _) => all.Classes
                .SelectMany(RegistrationEmitter.Registrations)
                .OrderBy(r => r.Id, StringComparer.Ordinal)
                .ToEquatable())
            .WithTrackingName(RegistrationsStep);

        context.RegisterSourceOutput(classes, static (output, model) => output.AddSource(model.HintName, ClassEmitter.Emit(model)));
        context.RegisterSourceOutput(registrations, static (output, all) =>
        {
            if (all.Count > 0)
            {
                output.AddSource(TaskNames.RegistrationHint, RegistrationEmitter.Emit(all));
            }
        });
        context.RegisterSourceOutput(problems, static (output, all) =>
        {
            foreach (DiagnosticInfo problem in all)
            {
                output.ReportDiagnostic(problem.ToDiagnostic());
            }
        });
    }
}
