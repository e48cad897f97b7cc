using PerfHarness.Calibration;
using PerfHarness.Gating;
using PerfHarness.Import;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Experiments;

/// <summary>The recorded runs of a variant.</summary>
internal sealed class Series
{
    private readonly CalibrationSeries _calibrationSeries;

    public Series(string folder, string name)
    {
        using var importer = new ProfileImporter(new ImportOptions());
        importer.Add(Path.Combine(folder, name + ".pb.gz"));
        Profile = importer.Build();
        Measurement = Measurement.Create(Profile, "series", new Conditions());
        _calibrationSeries = new CalibrationSeries(Measurement, GatePolicy.Default);
    }

    public Profile Profile { get; }

    public Measurement Measurement { get; }

    public int RunCount => _calibrationSeries.RunCount;

    /// <summary>The workload's function that a variant makes slower.</summary>
    public string ChangedFunction => Measurement.Counts.Functions.Select(f => f.Name.Name).Single(Variant.IsChangedFunction);

    public double MedianCpuSeconds => ComputeMedian(Measurement.Counts.Runs.Select(r => r.Weight / 1e9));

    public double MedianSamples => ComputeMedian(Measurement.Counts.Runs.Select(r => (double)r.Samples));

    public double MeanLostShare => Measurement.Counts.Runs.Average(r => r.LostShare);

    /// <summary>The first of these runs, as one side of a comparison.</summary>
    public Measurement SelectRuns(int[] runs, int count) => _calibrationSeries.SelectRuns(runs.AsSpan(0, count));

    /// <summary>The function's self share in each run.</summary>
    public IReadOnlyList<double> GetShares(string function)
    {
        var counts = Measurement.Counts;
        var selected = counts.Functions.Where(f => f.Name.Name == function).ToList();
        return [.. Enumerable.Range(0, RunCount).Select(run => selected.Sum(f => (double)f.Self[run]) / counts.GetSamples(run))];
    }

    /// <summary>Processors that other processes kept busy: in the first or second half in time, or in all runs if null.</summary>
    public double GetOtherLoad(bool? first)
    {
        var runs = Measurement.Counts.Runs;
        var part = first is null ? runs : first.Value ? runs.Take(runs.Count / 2) : runs.Skip(runs.Count / 2);
        return part.Average(r => r.OtherLoad ?? double.NaN);
    }

    private static double ComputeMedian(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
