namespace Pynenc.MongoDB;

/// <summary>The collections. All applications of a database share them; each document says whose it is.</summary>
internal static class CollectionNames
{
    public const string Schema = "pynenc_schema";
    public const string Counters = "pynenc_counters";
    public const string Invocations = "pynenc_invocations";
    public const string History = "pynenc_history";
    public const string Payloads = "pynenc_payloads";
    public const string Waits = "pynenc_waits";
    public const string Slots = "pynenc_slots";
    public const string Rates = "pynenc_rates";
    public const string Reservations = "pynenc_reservations";
    public const string Lanes = "pynenc_lanes";
    public const string Runners = "pynenc_runners";
    public const string Entries = "pynenc_entries";
    public const string Contents = "pynenc_contents";
    public const string ContentChunks = "pynenc_content_chunks";
    public const string Signals = "pynenc_signals";
}
