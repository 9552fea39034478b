using System.Security;

namespace Pynenc.SourceGeneration.Emitter;

/// <summary>Points at the source. Ids with a prefix are taken as they are, so that no signature has to be spelt.</summary>
internal static class XmlDoc
{
    public static string See(string documentationId) => $"<see cref=\"{SecurityElement.Escape(documentationId)}\"/>";

    public static string Inherit(string documentationId, string path) =>
        $"<inheritdoc cref=\"{SecurityElement.Escape(documentationId)}\" path=\"{path}/node()\"/>";
}
