using Microsoft.Extensions.Logging;
using Pynenc.Backend;

namespace Pynenc.Orchestration;

/// <summary>The policy: publish, claim and complete, over whatever broker and state backend are plugged in.</summary>
/// <remarks>
/// With a co-located queue each verb is one step of the store. Without, it is the composed protocol: the store first, the
/// queue second, and a mark in the store that says what the queue still lacks, so that a death in between loses nothing.
/// </remarks>
internal sealed partial class Orchestrator
{
    private readonly BaseBroker _broker;
    private readonly BaseStateBackend _state;
    private readonly SettledHub _settled;
    private readonly BackendContext _context;
    private readonly ILogger _logger;
    private readonly ColocatedQueue? _colocated;
    private readonly RoutedMarks _marks;

    /// <summary>Protects <see cref="_nextDue"/>.</summary>
    private readonly Lock _dueGate = new();
    private DateTimeOffset? _nextDue;

    public Orchestrator(BaseBroker broker, BaseStateBackend state, SettledHub settled, BackendContext context, ILogger logger)
    {
        _broker = broker;
        _state = state;
        _settled = settled;
        _context = context;
        _logger = logger;
        _colocated = state.ColocateWith(broker);
        _marks = new RoutedMarks(state, logger);
    }

    /// <summary>Waits until the store knows what was routed so far.</summary>
    public Task FlushAsync() => _marks.FlushAsync();

    /// <summary>True when every verb is one step of the store.</summary>
    public bool IsColocated => _colocated is not null;

    private DateTimeOffset Now => _context.Time.GetUtcNow();

    /// <summary>True when an invocation that the store holds back is due, as far as this process knows. Asks nobody.</summary>
    public bool IsSomethingDue
    {
        get
        {
            lock (_dueGate)
            {
                return _nextDue <= Now;
            }
        }
    }

    private void NoteDue(DateTimeOffset due)
    {
        lock (_dueGate)
        {
            _nextDue = _nextDue is null || due < _nextDue ? due : _nextDue;
        }
    }
}
