using Pynenc.SourceGeneration.Model;

namespace Pynenc.SourceGeneration.Emitter;

/// <summary>Writes the initializer that declares every task of the assembly.</summary>
/// <remarks>Local to its file and in no namespace, so that no name of the user's can mean it.</remarks>
internal static class RegistrationEmitter
{
    /// <summary>The definitions in ordinal order of their ids.</summary>
    public static IEnumerable<RegistrationModel> Registrations(ClassModel model) =>
        model.Tasks.Select(t => new RegistrationModel(t.Id, $"{TaskNames.Qualified(model.Host)}.{TaskNames.Definitions}.{TaskNames.Escape(t.Name)}"));

    public static string Emit(EquatableArray<RegistrationModel> registrations)
    {
        var writer = new SourceWriter();
        ClassEmitter.Header(writer);
        ClassEmitter.Attribute(writer);
        writer.Open("file static class PynencTaskRegistration");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializerAttribute]");
        writer.Line("internal static void Register() => global::Pynenc.TaskCatalog.Add(");
        writer.Indented(w =>
        {
            for (int i = 0; i < registrations.Count; i++)
            {
                w.Line(registrations[i].Field + (i == registrations.Count - 1 ? ");" : ","));
            }
        });
        writer.Close();
        return writer.ToString();
    }
}
