using PerfHarness.Gating;

namespace PerfHarness;

/// <summary>A limit for some functions of a measured test, whatever they took before.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public abstract class BudgetAttribute : Attribute
{
    private protected BudgetAttribute(string pattern, double share) => (Pattern, Share) = (pattern, share);

    /// <summary><c>*</c> stands for any text, <c>?</c> for one character; with <c>!</c> the module stands before it.</summary>
    public string Pattern { get; }

    /// <summary>Part of all samples, 0 to 1; 0 for never.</summary>
    public double Share { get; }

    /// <summary>As the gate has it.</summary>
    public Budget ToBudget() => new(new FunctionPattern(Pattern), Share);
}
