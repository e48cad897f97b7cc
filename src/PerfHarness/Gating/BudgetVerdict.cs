using PerfHarness.Profiles;

namespace PerfHarness.Gating;

/// <summary>What a budget came to.</summary>
/// <param name="Share">Mean self share of the matching functions together.</param>
/// <param name="PValue">Probability of such a share if the budget were just met; 0 for a broken <i>never</i>.</param>
/// <param name="Exceeded">Over it beyond doubt.</param>
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
