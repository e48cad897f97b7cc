using NUnit.Framework.Internal;
using PerfHarness.TestHosts;

namespace PerfHarness;

/// <summary>NUnit, for the library.</summary>
internal sealed class NUnitFramework : IRunningTestFinder
{
    public RunningTest? FindRunningTest() =>
        TestExecutionContext.CurrentContext.CurrentTest is TestMethod test && test.TypeInfo?.Assembly != typeof(Test).Assembly
            ? Describe(test) : null;

    public static RunningTest Describe(Test test) =>
        new("PerfHarness.NUnit", NUnitTestName.Get(test), test.TypeInfo!.Assembly.Location) { Settings = NUnitSettings.Create() };
}
