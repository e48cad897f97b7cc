using PerfHarness.FlameGraphs;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;
using PerfHarness.Tests.Analysis;

namespace PerfHarness.Tests;

public sealed class FlameGraphWritersTests
{
    [Theory, InlineData("graph.svg", "<?xml"), InlineData("graph.HTML", "<!DOCTYPE html>"), InlineData("graph", "<?xml")]
    public void The_extension_chooses_the_form(string name, string beginning)
    {
        var folder = Directory.CreateTempSubdirectory("perfharness-graph-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            FlameGraph.Create(RandomProfile.Make(1)).Save(path);
            Assert.StartsWith(beginning, File.ReadAllText(path), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Another_extension_is_rejected_before_anything_is_written()
    {
        var e = Assert.Throws<PerfHarnessException>(() => FlameGraph.Create(new ProfileBuilder().Build()).Save("graph.png"));
        Assert.Equal(DiagnosticCodes.UsageError, e.Diagnostic.Code);
        Assert.False(File.Exists("graph.png"));
    }
}
