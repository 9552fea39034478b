namespace Pynenc.SQLite;

/// <summary>The numbers of this package's log events; never reused.</summary>
internal static class EventIds
{
    public const int DatabaseOpened = 2001;
    public const int DatabaseClosed = 2002;
    public const int SchemaMigrated = 2003;
    public const int BellUnavailable = 2004;
    public const int RingFailed = 2005;
    public const int WriterDied = 2006;
    public const int SettledReadFailed = 2007;
    public const int QueueAdopted = 2008;
    public const int LongBusy = 2009;
    public const int StaleEntries = 2010;
}
