using PerfHarness.TestHosts;

namespace PerfHarness.Tests.TestHosts;

public sealed class TestHostEnvironmentTests
{
    [Fact]
    public void What_a_runner_and_a_profiler_have_set_for_themselves_is_not_passed_on()
    {
        string[] set = ["VSTEST_SAMPLE_ONLY", "TESTINGPLATFORM_SAMPLE_ONLY", "CORECLR_PROFILER_SAMPLE_ONLY", "MicrosoftInstrumentationEngine_SampleOnly"];
        Array.ForEach(set, name => Environment.SetEnvironmentVariable(name, "1"));
        try
        {
            var changes = TestHostEnvironment.Create("Acme.Package", "/folder");
            Assert.All(set, name => Assert.Null(changes[name]));
            Assert.Equal("Acme.Package", changes[TestHostEnvironment.HookVariable]);
            Assert.Equal("/folder", changes[TestHostEnvironment.FolderVariable]);
            Assert.DoesNotContain("PATH", changes.Keys);
        }
        finally
        {
            Array.ForEach(set, name => Environment.SetEnvironmentVariable(name, null));
        }
    }
}
