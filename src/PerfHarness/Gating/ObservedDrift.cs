using PerfHarness.Analysis;
using PerfHarness.Gating.Statistics;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>
/// How far the machine's state is from the baseline's, seen in the comparison itself: most functions did not change, so
/// that the spread of ln(p₁/p₀) − c beyond the runs' own is drift. By kind of code, because a busy memory bus changes
/// <c>memset</c> and not a parser.
/// </summary>
internal sealed class ObservedDrift
{
    /// <summary>Fewer functions than this say nothing about drift.</summary>
    internal const int MinimumFunctions = 8;

    // A drift that is within the noise of its estimate is not taken for one.
    private const double StandardErrors = 1;

    private readonly Term[] _terms;
    private readonly double[] _maximumFactors;

    private ObservedDrift(Term[] terms, double[] maximumFactors) =>
        (_terms, _maximumFactors, Typical) = (terms, maximumFactors, Estimate(terms, standardErrors: 0));

    private enum Kind
    {
        /// <summary>Managed code, and all that is not one of the others.</summary>
        Managed,
        Native,
        MachineBound,
    }

    /// <summary>Relative drift of a share, over all kinds of code; 0 if the runs' own spread explains all, null if there are
    /// too few functions to tell.</summary>
    public double? Typical { get; }

    /// <summary>The same by kind of code, with the number of functions; only kinds with enough of them.</summary>
    public IReadOnlyList<(string Kind, int Functions, double Drift)> ByKind =>
    [
        .. from term in _terms
           group term by term.Kind into terms
           orderby terms.Key
           let drift = Estimate([.. terms], standardErrors: 0)
           where drift is not null
           select (Describe(terms.Key), terms.Count(), drift.Value),
    ];

    public static ObservedDrift Create(ShareTest test, PairedCounts counts) => new(
        [.. test.Functions
            .Where(f => f.Pooled >= CommonFactor.MinimumShare && f is { Before: > 0, After: > 0 })
            .Select(f => new Term(
                f.Index,
                GetKind(counts.Names[f.Index]),
                Math.Log(f.After / f.Before) - test.CommonFactor.Log,
                f.SamplingVariance / (f.Pooled * f.Pooled),
                Math.Min(f.Pooled, CommonFactor.MaximumWeight)))],
        SessionDrift.ComputeMaximumDriftFactors(counts));

    /// <summary>
    /// Drift that the other functions show beyond doubt: those of the same kind, or all where these are too few. Null
    /// if there are too few at all. The function itself is left out, since its own change must not pass for drift.
    /// </summary>
    public double? Find(int function, FunctionName name)
    {
        var kind = GetKind(name);
        var others = _terms.Where(t => t.Function != function).ToArray();
        var drift = Estimate([.. others.Where(t => t.Kind == kind)], StandardErrors) ?? Estimate(others, StandardErrors);
        return drift * _maximumFactors[function];
    }

    /// <summary>The drift that the gate assumes, raised where more was seen; null if none was.</summary>
    public double[]? Raise(double[] assumed, IReadOnlyList<FunctionName> names)
    {
        var raised = assumed.Select((kappa, k) => Math.Max(kappa, Find(k, names[k]) ?? 0)).ToArray();
        return raised.SequenceEqual(assumed) ? null : raised;
    }

    /// <summary>As a clause of a verdict, or null if there are too few functions to tell.</summary>
    public string? Describe() => Typical switch
    {
        null => null,
        0 => "no drift is seen between the baseline's runs and these",
        { } drift => $"this machine is {NumberFormatter.FormatShare(drift)} away from the baseline's",
    };

    private static double? Estimate(Term[] terms, double standardErrors) => terms.Length < MinimumFunctions
        ? null
        : ExcessSpread.Estimate([.. terms.Select(t => (t.Value, t.Variance, t.Weight))], standardErrors);

    private static Kind GetKind(FunctionName name) => ModuleGroups.IsMachineBound(name) ? Kind.MachineBound
        : ModuleGroups.IsRuntime(name) || ModuleGroups.IsNativeLibrary(name) ? Kind.Native
        : Kind.Managed;

    private static string Describe(Kind kind) => kind switch
    {
        Kind.MachineBound => "kernel and memory",
        Kind.Native => "native libraries",
        _ => "other code",
    };

    private readonly record struct Term(int Function, Kind Kind, double Value, double Variance, double Weight);
}
