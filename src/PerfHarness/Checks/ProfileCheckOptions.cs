using PerfHarness.Gating;

namespace PerfHarness.Checks;

/// <summary>What a recorded profile is checked against.</summary>
internal sealed record ProfileCheckOptions
{
    /// <summary>Name of the benchmark; null for the only one with a baseline.</summary>
    public string? Bench { get; init; }

    /// <summary>Name of the benchmark in reports if it has neither a name nor a baseline.</summary>
    public string FallbackName { get; init; } = "profile";

    /// <summary>Name of the pinned baseline; null for the rolling one.</summary>
    public string? Pin { get; init; }

    /// <summary>A missing baseline is an error, even if the policy has budgets.</summary>
    public bool RequireBaseline { get; init; }

    /// <summary>The policy of the benchmark with a name, which may be null.</summary>
    public required Func<string?, GatePolicy> GetPolicy { get; init; }
}
