using Pynenc.Backend;

namespace Pynenc.Running;

/// <summary>The steps of an execution that are not stored yet: two for nearly all of them, so two need no list.</summary>
internal struct StepList
{
    private StatusStep _first;
    private StatusStep _second;
    private List<StatusStep>? _more;

    public int Count { get; private set; }

    public void Add(StatusStep step)
    {
        switch (Count++)
        {
            case 0:
                _first = step;
                break;
            case 1:
                _second = step;
                break;
            default:
                (_more ??= []).Add(step);
                break;
        }
    }

    public readonly StatusStep[] ToArray() => Count switch
    {
        0 => [],
        1 => [_first],
        2 => [_first, _second],
        _ => [_first, _second, .. _more!],
    };

    public void Clear() => this = default;
}
