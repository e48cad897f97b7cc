using PerfHarness.Profiles;

namespace PerfHarness.Instructions;

/// <summary>The instructions of a function and where its samples fall among them: all bodies that have samples, the hottest first.</summary>
/// <param name="Samples">Of the function: the sum of its bodies'.</param>
/// <param name="AllSamples">Of all functions.</param>
/// <param name="IsInclusive">Samples in callees are counted at the call; else only leaf samples are.</param>
/// <param name="SkidNote">See <see cref="Instructions.SkidNote"/>; empty without samples.</param>
internal sealed record CodeListing(
    Function Function, long Samples, long AllSamples, bool IsInclusive, string SkidNote, IReadOnlyList<BodyListing> Bodies)
{
    /// <summary><c>Parse(string) [App]: 1,234 of 5,678 samples (21.73 %)</c>.</summary>
    public string Title => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Function.Name.Name} [{Function.Name.Module.Trim('[', ']')}]: {Samples:#,0} of {AllSamples:#,0} samples ({Share} %)");

    /// <summary>Which samples are counted.</summary>
    public string GetCountingNote() => (Samples, IsInclusive) switch
    {
        (0, true) => "No samples.",
        (0, false) => "No samples in the function itself; --inclusive counts those in what it calls.",
        (_, true) => "Samples in callees are counted at the call.",
        _ => "Samples in the function itself; --inclusive adds those in what it calls.",
    };

    /// <summary><c>JIT tier 1, process 4711: 1,000 samples (81.04 %)</c>.</summary>
    public string GetBodyTitle(BodyListing body) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{body.GetHeading()}: {body.Samples:#,0} samples ({Analysis.NumberFormatter.FormatRatio(body.Samples, Samples)} %)");

    private string Share => Analysis.NumberFormatter.FormatRatio(Samples, AllSamples);
}
