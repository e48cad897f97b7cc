using System.Reflection;
using PerfHarness.Gating;

namespace PerfHarness.TestHosts;

/// <summary>The budgets that stand as attributes on a test's method and its class.</summary>
internal static class TestBudgets
{
    public static IReadOnlyList<Budget> From(MethodInfo method)
    {
        ArgumentNullException.ThrowIfNull(method);
        var attributes = method.GetCustomAttributes<MaxSelfShareAttribute>(inherit: true).Concat(method.ReflectedType?.GetCustomAttributes<MaxSelfShareAttribute>(inherit: true) ?? []);
        return [.. attributes.Select(a => a.ToBudget())];
    }
}
