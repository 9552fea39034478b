using System.Text;

namespace Pynenc.SourceGeneration.Emitter;

/// <summary>Writes lines of C# at the right depth. Lines end with <c>\n</c> on every machine.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public SourceWriter Line(string line = "")
    {
        if (line.Length > 0)
        {
            _text.Append(' ', _depth * 4).Append(line);
        }

        _text.Append('\n');
        return this;
    }

    public void Open(string header)
    {
        Line(header).Line("{");
        _depth++;
    }

    public void Close()
    {
        _depth--;
        Line("}");
    }

    /// <summary>Writes at one step more, for the rest of a statement.</summary>
    public void Indented(Action<SourceWriter> write)
    {
        _depth++;
        write(this);
        _depth--;
    }

    public override string ToString() => _text.ToString();
}
