namespace Pynenc.SQLite;

/// <summary>The one row of numbers handed out last; read when a transaction begins, written when it changed something.</summary>
/// <remarks>Numbers are never given twice, not even after a purge, so that a page or a receipt can never mean something else.</remarks>
internal sealed class Ledger
{
    private static readonly SqlText Read = new(
        "SELECT generation, last_invocation, last_entry, last_receipt, last_settled, ready, latest_registered, registered_lag, lanes FROM {ledger}");

    private static readonly SqlText Write = new(
        """
        UPDATE {ledger} SET generation = ?1, last_invocation = ?2, last_entry = ?3, last_receipt = ?4, last_settled = ?5,
            ready = ?6, latest_registered = ?7, registered_lag = ?8, lanes = ?9
        """);

    private const long FewLanes = 64;

    private long _invocation;
    private long _entry;
    private long _receipt;
    private long _settled;
    private long _ready;
    private long _latest;
    private long _lag;
    private long _manyLanes = FewLanes;
    private bool _isChanged;

    /// <summary>Grows with every purge; numbers of names learnt before are void then.</summary>
    public long Generation { get; private set; }

    /// <summary>How many lanes have a last turn; 0 spares entries without a lane a look.</summary>
    public long Lanes { get; private set; }

    /// <summary>True when there are so many that it pays to look for those that are over.</summary>
    public bool AreLanesMany => Lanes >= _manyLanes;

    /// <summary>The last place given in the queues.</summary>
    public long LastEntry => _entry;

    public void Load(SQLiteLink link)
    {
        SQLiteStatement row = link.Use(Read);
        if (!row.Step())
        {
            throw link.Damaged("it has lost its row of the numbers handed out last");
        }

        Generation = row.Long(0);
        _invocation = row.Long(1);
        _entry = row.Long(2);
        _receipt = row.Long(3);
        _settled = row.Long(4);
        _ready = row.Long(5);
        _latest = row.Long(6);
        _lag = row.Long(7);
        Lanes = row.Long(8);
        row.Reset();
        _isChanged = false;
    }

    public void Save(SQLiteLink link)
    {
        if (_isChanged)
        {
            link.Use(Write)
                .Bind(1, Generation).Bind(2, _invocation).Bind(3, _entry).Bind(4, _receipt).Bind(5, _settled).Bind(6, _ready)
                .Bind(7, _latest).Bind(8, _lag).Bind(9, Lanes)
                .Run();
            _isChanged = false;
        }
    }

    public long NextInvocation() => Next(ref _invocation);

    /// <summary>The next place in the queues.</summary>
    public long NextEntry() => Next(ref _entry);

    /// <summary>The next receipt of a held entry.</summary>
    public long NextReceipt() => Next(ref _receipt);

    public long NextSettled() => Next(ref _settled);

    /// <summary>Counts entries that can be received.</summary>
    public void AddReady(long delta)
    {
        _ready += delta;
        _isChanged = true;
    }

    /// <summary>Counts lanes.</summary>
    public void AddLanes(long delta)
    {
        Lanes += delta;
        _isChanged = true;
    }

    /// <summary>Those that are over were removed; the next look pays when there are twice as many.</summary>
    public void ExpectLanes() => _manyLanes = Math.Max(FewLanes, Lanes * 2);

    /// <summary>The queues were emptied.</summary>
    public void ClearQueues()
    {
        AddReady(-_ready);
        AddLanes(-Lanes);
    }

    /// <summary>Notes how far the times of registration are from being in the order of the numbers.</summary>
    public void NoteRegistered(DateTimeOffset at)
    {
        long ticks = Ticks.Of(at);
        _lag = Math.Max(_lag, _latest - ticks);
        _latest = Math.Max(_latest, ticks);
        _isChanged = true;
    }

    /// <summary>Everything was purged.</summary>
    public void NextGeneration()
    {
        Generation++;
        (_latest, _lag) = (0, 0);
        _isChanged = true;
    }

    private long Next(ref long number)
    {
        _isChanged = true;
        return ++number;
    }
}
