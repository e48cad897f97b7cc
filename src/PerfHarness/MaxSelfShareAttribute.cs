using System.Reflection;
using PerfHarness.Gating;

namespace PerfHarness;

/// <summary>
/// The matching functions together may take at most this share of the samples of a test with <c>[PerfGate]</c>, with or
/// without a baseline: <c>[MaxSelfShare("System.Text.RegularExpressions.*", 5)]</c>.
/// </summary>
/// <param name="pattern"><c>*</c> matches any text, <c>?</c> one character; <c>libc.so.6!*</c> is all of a library.</param>
/// <param name="percent">Share of all samples in percent, 0 to 100; 0 for never.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public class MaxSelfShareAttribute(string pattern, double percent) : Attribute
{
    /// <summary><c>*</c> matches any text, <c>?</c> one character; the module precedes a <c>!</c>.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>Share of all samples in percent, 0 to 100; 0 for never.</summary>
    public double Percent { get; } = percent;

    internal Budget ToBudget() => new(new FunctionPattern(Pattern), Percent / 100);

    /// <summary>The budgets that are attributes of a test's method and its class.</summary>
    internal static IReadOnlyList<Budget> ReadBudgets(MethodInfo method)
    {
        var onMethod = method.GetCustomAttributes<MaxSelfShareAttribute>(inherit: true);
        var onClass = method.ReflectedType?.GetCustomAttributes<MaxSelfShareAttribute>(inherit: true) ?? [];
        return [.. onMethod.Concat(onClass).Select(a => a.ToBudget())];
    }
}
