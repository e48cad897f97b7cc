using System.Reflection;
using PerfHarness.Gating;

namespace PerfHarness;

/// <summary>A limit for the share of some functions in a measured test, whatever it was before.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public abstract class BudgetAttribute : Attribute
{
    private protected BudgetAttribute(string pattern, double share) => (Pattern, Share) = (pattern, share);

    /// <summary><c>*</c> matches any text, <c>?</c> one character; a module precedes it with <c>!</c>.</summary>
    public string Pattern { get; }

    /// <summary>Share of all samples, 0 to 1; 0 for never.</summary>
    public double Share { get; }

    /// <summary>The same in the gate's form.</summary>
    public Budget ToBudget() => new(new FunctionPattern(Pattern), Share);

    /// <summary>The budgets that are attributes of a test's method and its class.</summary>
    internal static IReadOnlyList<Budget> ReadBudgets(MethodInfo method)
    {
        var onMethod = method.GetCustomAttributes<BudgetAttribute>(inherit: true);
        var onClass = method.ReflectedType?.GetCustomAttributes<BudgetAttribute>(inherit: true) ?? [];
        return [.. onMethod.Concat(onClass).Select(a => a.ToBudget())];
    }
}
