using PerfHarness.TestHosts;
using Xunit;
using Xunit.v3;

namespace PerfHarness;

/// <summary>xUnit, for the library.</summary>
internal sealed class XunitFramework : IRunningTestFinder
{
    public RunningTest? FindRunningTest() => TestContext.Current.Test is IXunitTest test ? Describe(test) : null;

    public static RunningTest Describe(IXunitTest test)
    {
        var method = $"{test.TestMethod.TestClass.TestClassName}.{test.TestMethod.Method.Name}";
        return new RunningTest("PerfHarness.Xunit",
            TestName.Create(method, test.TestMethodArguments), test.TestMethod.TestClass.Class.Assembly.Location)
        {
            Method = method,
        };
    }
}
