using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Pynenc.SourceGeneration.Model;

/// <summary>A place in the source that holds no syntax tree, and so keeps no compilation alive.</summary>
internal sealed record LocationInfo(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo From(Location location) =>
        new(location.SourceTree?.FilePath ?? string.Empty, location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
