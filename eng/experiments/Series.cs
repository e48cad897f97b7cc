using PerfHarness.Calibration;
using PerfHarness.Gating;
using PerfHarness.Import;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Experiments;

/// <summary>The recorded runs of a variant.</summary>
internal sealed class Series
{
    public Series(string folder, string name)
    {
        using var importer = new ProfileImporter(new ImportOptions());
        importer.Add(Path.Combine(folder, name + ".pb.gz"));
        Profile = importer.Build();
        Measurement = Measurement.Create(Profile, "series", new Conditions());
        CalibrationSeries = new CalibrationSeries(Measurement, GatePolicy.Default);
    }

    public Profile Profile { get; }

    public Measurement Measurement { get; }

    public CalibrationSeries CalibrationSeries { get; }

    /// <summary>Self share of the functions by run.</summary>
    public IReadOnlyList<double> GetShares(params string[] functions) => [.. Enumerable.Range(0, CalibrationSeries.RunCount).Select(run =>
        Measurement.Counts.Functions.Where(f => functions.Contains(f.Name.Name)).Sum(f => (double)f.Self[run]) / Measurement.Counts.GetSamples(run))];

    /// <summary>The workload's function that may be slower.</summary>
    public string ChangedFunction => Measurement.Counts.Functions.Select(f => f.Name.Name).Single(Variant.IsChangedFunction);

    public double MedianCpuSeconds => ComputeMedian(Measurement.Counts.Runs.Select(r => r.Weight / 1e9));

    public double MedianSamples => ComputeMedian(Measurement.Counts.Runs.Select(r => (double)r.Samples));

    /// <summary>Processors that everything else kept busy, in the first or second half in time, or all of it.</summary>
    public double GetOtherLoad(bool? first)
    {
        var runs = Measurement.Counts.Runs;
        var part = first is null ? runs : first.Value ? runs.Take(runs.Count / 2) : runs.Skip(runs.Count / 2);
        return part.Average(r => r.OtherLoad ?? double.NaN);
    }

    public double MeanLostShare => Measurement.Counts.Runs.Average(r => r.LostShare);

    private static double ComputeMedian(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
