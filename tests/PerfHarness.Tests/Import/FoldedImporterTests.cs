using System.Text;
using PerfHarness.Folding;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Tests.Analysis;

namespace PerfHarness.Tests.Import;

public sealed class FoldedImporterTests
{
    [Fact]
    public void Folding_what_was_read_gives_the_same_text()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var options = new FoldOptions { All = true, Inline = true, Tid = true };
            var text = FoldedStacks.Fold(RandomProfile.Make(seed), options).ToString();
            Assert.Equal(text, FoldedStacks.Fold(Read(text), options).ToString());
        }
    }

    [Fact]
    public void Marks_become_kinds_and_brackets_unnamed_code()
    {
        var profile = Read("bench-7/8;main;f_[j];g_[i];sys_[k];[libfoo.so];libbar.so!0x10 1\n");
        var frames = profile.Stacks.GetFrames(profile.Samples[0].Stack).Select(f => profile.Frames[f]).ToArray();
        Assert.Equal([FrameKind.Unknown, FrameKind.Jit, FrameKind.Unknown, FrameKind.Kernel, FrameKind.Unknown, FrameKind.Native], frames.Select(f => f.Kind));
        Assert.Equal([false, false, true, false, false, false], frames.Select(f => f.Inlined));
        Assert.Equal([true, true, true, true, false, false], frames.Select(f => f.Named));
        Assert.Equal(["main", "f", "g", "sys", "[libfoo.so]", "libbar.so!0x10"], frames.Select(f => profile.Functions[f.Function].Name.Name));
        Assert.Equal(new ThreadInfo(7, 8, "bench"), profile.Threads[0]);
    }

    [Fact]
    public void Fractions_keep_their_weight()
    {
        var profile = Read("x;a 0.25\nx;b 2.5\n");
        Assert.Equal([250, 2500], Enumerable.Range(0, 2).Select(i => profile.Samples[i].Weight));
        Assert.Equal([1, 3], Enumerable.Range(0, 2).Select(i => profile.Samples[i].Count));
    }

    [Fact]
    public void Either_column_of_a_differential_can_be_read()
    {
        Assert.Equal("x;a 3\nx;c 1\n", FoldedStacks.Fold(Read("x;a 2 3\nx;b 1 0\nx;c 0 1\n")).ToString());
        Assert.Equal("x;a 2\nx;b 1\n", FoldedStacks.Fold(Read("x;a 2 3\nx;b 1 0\nx;c 0 1\n", FoldedColumn.Before)).ToString());
    }

    [Fact]
    public void Text_without_any_stack_is_rejected() =>
        Assert.Equal(DiagnosticCodes.UnrecognizedInput, Assert.Throws<InputException>(() => Read("hello\nworld\n")).Diagnostic.Code);

    private static Profile Read(string text, FoldedColumn column = FoldedColumn.After)
    {
        var builder = new ProfileBuilder();
        FoldedImporter.Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), builder, file: "stacks.folded", column: column);
        return builder.Build();
    }
}
