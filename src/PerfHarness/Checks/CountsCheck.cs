using PerfHarness.Gating.Statistics;

namespace PerfHarness.Checks;

/// <summary>The share test alone, on bare counts: no names, no machine, one look.</summary>
internal sealed class CountsCheck
{
    /// <summary>Smallest relevant rise, as a share.</summary>
    public const double DefaultMinimumRise = 0.005;

    /// <summary>Error probability over all functions of a case.</summary>
    public const double DefaultAlpha = 0.001;

    private readonly double _minimumRise;
    private readonly double _alpha;

    private CountsCheck(IReadOnlyList<CountsCase> cases, double minimumRise, double alpha)
    {
        (_minimumRise, _alpha) = (minimumRise, alpha);
        Results = [.. cases.Select(countsCase => (countsCase, Test(countsCase)))];
    }

    /// <summary>The cases with their tests.</summary>
    public IReadOnlyList<(CountsCase Case, ShareTest Test)> Results { get; }

    /// <summary>Some function of some case has regressed.</summary>
    public bool HasRegression => Results.Any(r => r.Test.Functions.Any(f => HasRegressed(r.Test, f)));

    /// <summary>Some function of some case is borderline.</summary>
    public bool HasBorderline => Results.Any(r => r.Test.Functions.Any(f => IsBorderline(r.Test, f)));

    public static CountsCheck Run(IReadOnlyList<CountsCase> cases, double minimumRise = DefaultMinimumRise, double alpha = DefaultAlpha)
    {
        ArgumentNullException.ThrowIfNull(cases);
        return new CountsCheck(cases, minimumRise, alpha);
    }

    public bool HasRegressed(ShareTest test, FunctionTest function) => function.HasRisen(test.FamilySize, _alpha, _minimumRise);

    public bool IsBorderline(ShareTest test, FunctionTest function) => function.IsBorderline(test.FamilySize, _alpha, _minimumRise);

    private static ShareTest Test(CountsCase countsCase) =>
        ShareTest.Run(CreateMatrix(countsCase.Baseline), CreateMatrix(countsCase.Candidate), countsCase.Drift);

    private static CountMatrix CreateMatrix(IReadOnlyList<IReadOnlyList<long>> rows) => new(rows.Count, rows[0].Count, [.. rows.SelectMany(r => r)]);
}
