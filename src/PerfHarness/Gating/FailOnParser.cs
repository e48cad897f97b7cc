namespace PerfHarness.Gating;

/// <summary>Parses <see cref="FailOn"/> as configuration and command line spell it.</summary>
internal static class FailOnParser
{
    public const string AllowedValues = "regression, budget, total, all, none";

    /// <summary>Null if the word is not an allowed value.</summary>
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
