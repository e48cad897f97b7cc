using PerfHarness.Analysis;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Analysis;

public sealed class SymbolCoverageTests
{
    [Fact]
    public void Frames_and_leaves_are_counted_by_sample_and_unnamed_ones_by_module()
    {
        var builder = new ProfileBuilder();
        builder.AddUnnamedReason("libx.so", "no symbols");
        var main = Frame(builder, "app", "Main()", FrameKind.Jit, true);
        var bounds = Frame(builder, "libx.so", "libx.so!0x10", FrameKind.Native, false);
        var unknown = Frame(builder, "[unknown]", "[unknown]", FrameKind.Unknown, false);
        var thread = builder.AddThread(new ThreadInfo(1, 1, "x"));
        var @event = builder.AddEvent(new EventInfo("e", 0, "e"));
        var run = builder.AddRun(new RunInfo());
        var root = builder.Stacks.Intern(StackId.Empty, main);
        builder.Samples.Add(new Sample(builder.Stacks.Intern(root, bounds), thread, @event, run, -1, 3, 3));
        builder.Samples.Add(new Sample(builder.Stacks.Intern(root, unknown), thread, @event, run, -1, 2, 2));

        var resolution = SymbolCoverage.Compute(builder.Build());
        Assert.Equal(new SymbolCoverageCount(5, 0), resolution[SymbolCoverageClass.Jit]);
        Assert.Equal(new SymbolCoverageCount(3, 3), resolution[SymbolCoverageClass.NativeByBounds]);
        Assert.Equal(new SymbolCoverageCount(2, 2), resolution.Unnamed);
        Assert.Equal(new SymbolCoverageCount(10, 5), resolution.All);
        Assert.Equal([("libx.so", "no symbols"), ("[unknown]", null)], resolution.UnnamedModules.Select(m => (m.Module, m.Reason)));
    }

    private static FrameId Frame(ProfileBuilder builder, string module, string name, FrameKind kind, bool named) =>
        builder.Frames.Intern(new Frame(builder.Functions.Intern(new FunctionName(module, name)), kind, Named: named));
}
