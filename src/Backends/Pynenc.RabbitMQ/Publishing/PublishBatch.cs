namespace Pynenc.RabbitMQ;

/// <summary>Messages that were sent together and are answered one by one, or many by one answer. Its channel's lock protects it.</summary>
internal sealed class PublishBatch(ulong first, int count)
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool[] _has = new bool[count];
    private HashSet<string>? _returned;
    private int _low;
    private int _left = count;

    public ulong First => first;

    public ulong Last => first + (ulong)_has.Length - 1;

    public bool IsAnswered => _left == 0;

    /// <summary>How many the server refused to take.</summary>
    public int Refused { get; private set; }

    /// <summary>The queues that were not there.</summary>
    public IReadOnlyCollection<string> Returned => _returned ?? (IReadOnlyCollection<string>)[];

    /// <summary>Completes when all are answered, or fails with what ended the channel.</summary>
    public Task Answered => _answered.Task;

    /// <summary>Takes an answer.</summary>
    /// <param name="tag">The number of a message.</param>
    /// <param name="multiple">True when it answers all before it too.</param>
    /// <param name="isRefused">True when the server did not take them.</param>
    public void Answer(ulong tag, bool multiple, bool isRefused)
    {
        int at = (int)(Math.Min(tag, Last) - first);
        for (int i = multiple ? _low : at; i <= at; i++)
        {
            if (!_has[i])
            {
                _has[i] = true;
                _left--;
                Refused += isRefused ? 1 : 0;
            }
        }

        while (_low < _has.Length && _has[_low])
        {
            _low++;
        }

        if (_left == 0)
        {
            _answered.TrySetResult();
        }
    }

    public void AddReturned(string queue) => (_returned ??= []).Add(queue);

    public void Fail(Exception error) => _answered.TrySetException(error);
}
