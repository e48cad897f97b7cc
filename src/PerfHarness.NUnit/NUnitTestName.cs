using NUnit.Framework.Internal;
using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>The name of a test: that of its baseline, and by which it is found again in a test host.</summary>
internal static class NUnitTestName
{
    // A case with a name of its own keeps it; others are named by their arguments.
    public static string Get(Test test) =>
        test is { Method: { } method, Arguments: { Length: > 0 } arguments } && test.Name.StartsWith(method.Name + "(", StringComparison.Ordinal)
        ? TestName.Create($"{test.FullName[..^test.Name.Length]}{method.Name}", arguments)
        : test.FullName;
}
