using Pynenc.LoadBench;

namespace Pynenc.PeerBench;

/// <summary>What was measured of one peer.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Rates">Jobs a second, one per round.</param>
/// <param name="CpuMicroseconds">What a job took of all cores, one per round.</param>
internal sealed record Row(PeerKind Peer, IReadOnlyList<double> Rates, IReadOnlyList<double> CpuMicroseconds)
{
    public double Rate => Spread.Of(Rates).Median;

    /// <summary>The cells of a table: peer, jobs a second, smallest to largest, ours as a multiple of it, processor time of a job, settings.</summary>
    public string[] Cells(double ours)
    {
        var rates = Spread.Of(Rates);
        return
        [
            Peer.Name,
            Number(rates.Median),
            $"{Number(rates.Min)} to {Number(rates.Max)}",
            (ours / rates.Median).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) + " ×",
            Spread.Of(CpuMicroseconds).Median.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture),
            Peer.Setting,
        ];
    }

    private static string Number(double value) => value.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);
}
