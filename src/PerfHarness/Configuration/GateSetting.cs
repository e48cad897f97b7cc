using System.Globalization;
using PerfHarness.Gating;

namespace PerfHarness.Configuration;

/// <summary>
/// A number among the gate's settings, with its name, bounds and default. This is the only definition of these for
/// <c>perfharness.json</c> and the command line; a test compares the published schema with it.
/// </summary>
/// <param name="Name">Name in <c>perfharness.json</c>.</param>
/// <param name="Option">Name on the command line.</param>
/// <param name="Description">One sentence, with the unit.</param>
internal sealed record GateSetting(string Name, string Option, string Description)
{
    public static readonly GateSetting Threshold = new(
        "threshold", "--threshold", "Smallest relevant rise of a function's share, in percentage points.")
    {
        Get = policy => policy.MinimumRise,
        Set = (policy, value) => policy with { MinimumRise = value },
        AreBoundsExcluded = true,
        ValueName = "pp",
    };

    public static readonly IReadOnlyList<GateSetting> All =
    [
        Threshold,
        new("newFunctionFloor", "--new-function-floor", "Smallest share at which a new function is a failure, in percent.")
        {
            Get = policy => policy.NewFunctionFloor,
            Set = (policy, value) => policy with { NewFunctionFloor = value },
        },
        new("totalThreshold", "--total-threshold", "Smallest rise of the total CPU time that is a failure, in percent.")
        {
            Get = policy => policy.MinimumTotalRise,
            Set = (policy, value) => policy with { MinimumTotalRise = value },
        },
        new("minimumSamples", "--minimum-samples", "Minimum number of samples in a run.")
        {
            Get = policy => policy.MinimumSamples,
            Set = (policy, value) => policy with { MinimumSamples = (long)value },
            Minimum = 1,
            Maximum = int.MaxValue,
            IsCount = true,
            ValueName = "n",
        },
        new("maximumLost", "--maximum-lost", "Maximum share of lost samples in a run, in percent.")
        {
            Get = policy => policy.MaximumLost,
            Set = (policy, value) => policy with { MaximumLost = value },
        },
        new("maximumUnnamed", "--maximum-unnamed", "Maximum share of unresolved samples with which a build can pass, in percent.")
        {
            Get = policy => policy.MaximumUnnamed,
            Set = (policy, value) => policy with { MaximumUnnamed = value },
        },
    ];

    /// <summary>The policy's value: a share, or a count.</summary>
    public required Func<GatePolicy, double> Get { private get; init; }

    public required Func<GatePolicy, double, GatePolicy> Set { private get; init; }

    /// <summary>In the unit that users write: percent, or a count.</summary>
    public double Minimum { get; init; }

    public double Maximum { get; init; } = 100;

    /// <summary>The bounds themselves are not valid values.</summary>
    public bool AreBoundsExcluded { get; init; }

    /// <summary>A whole number, and not a percentage.</summary>
    public bool IsCount { get; init; }

    /// <summary>The value's name in the help of the command line.</summary>
    public string ValueName { get; init; } = "percent";

    /// <summary>In the unit that users write.</summary>
    public double Default => Math.Round(Get(GatePolicy.Default) * Scale, 9);

    /// <summary>Which values are valid, to follow "must be".</summary>
    public string Rule => string.Create(CultureInfo.InvariantCulture, $"a {(IsCount ? "whole number" : "number")} ")
        + (AreBoundsExcluded
            ? string.Create(CultureInfo.InvariantCulture, $"above {Minimum} and below {Maximum}")
            : string.Create(CultureInfo.InvariantCulture, $"from {Minimum} to {Maximum}"));

    private double Scale => IsCount ? 1 : 100;

    /// <summary>A number without sign, in the unit that users write; null if it is not valid.</summary>
    public double? Parse(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && number >= Minimum && number <= Maximum
            && !(AreBoundsExcluded && (number == Minimum || number == Maximum))
            && !(IsCount && number != Math.Floor(number))
                ? number
                : null;

    /// <param name="value">In the unit that users write.</param>
    public GatePolicy ApplyTo(GatePolicy policy, double value) => Set(policy, value / Scale);
}
