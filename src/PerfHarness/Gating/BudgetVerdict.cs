using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>The verdict on one budget.</summary>
/// <param name="Share">Mean self share of the matching functions together.</param>
/// <param name="PValue">One-sided p-value of the share if the budget were just met; 0 for a violated <i>never</i>.</param>
/// <param name="Exceeded">Significantly above the budget.</param>
/// <param name="IsFailure">It makes the verdict fail.</param>
/// <param name="Functions">The matching functions, largest first.</param>
internal sealed record BudgetVerdict(
    Budget Budget,
    double Share,
    double PValue,
    bool Exceeded,
    bool IsFailure,
    IReadOnlyList<FunctionName> Functions,
    string Text);
