namespace PerfHarness.Gating;

/// <summary>How <see cref="FailOn"/> is spelled wherever a policy is written.</summary>
internal static class FailOnParser
{
    public const string AllowedValues = "regression, budget, total, all, none";

    /// <summary>Null where the word is none of them.</summary>
    public static FailOn? TryParse(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word.Trim() switch
        {
            "regression" => FailOn.Regression,
            "budget" => FailOn.Budget,
            "total" => FailOn.Total,
            "all" => FailOn.All,
            "none" => FailOn.None,
            _ => null,
        };
    }
}
