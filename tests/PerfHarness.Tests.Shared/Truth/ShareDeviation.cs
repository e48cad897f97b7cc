using System.Globalization;
using MathNet.Numerics.Distributions;

namespace PerfHarness.Tests.Shared.Truth;

/// <summary>A function's share of the samples of all that are compared, beside its share of the time that they used.</summary>
internal sealed record ShareDeviation(string Name, double TrueShare, long Samples, long AllSamples)
{
    public double Share => AllSamples == 0 ? 0 : Samples / (double)AllSamples;

    /// <summary>In standard deviations of a count of so many samples.</summary>
    public double Sigmas => AllSamples == 0 ? double.NegativeInfinity : (Share - TrueShare) / Math.Sqrt(TrueShare * (1 - TrueShare) / AllSamples);

    /// <summary>Sigmas that the greatest of so many deviations passes by chance once in a thousand times (Šidák).</summary>
    public static double GetBound(int comparisons) => Normal.InvCDF(0, 1, 1 - ((1 - Math.Pow(1 - 0.001, 1.0 / comparisons)) / 2));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}: {Samples} of {AllSamples} samples, {Share:P1}, truth {TrueShare:P1}, {Sigmas:+0.0;-0.0} sigma");
}
