using System.Text;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Import;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Import;

public sealed class PerfScriptImporterTests
{
    [Theory]
    [InlineData("f (/usr/lib/libc.so.6)", "libc.so.6!f Native")]
    [InlineData("f ([kernel.kallsyms])", "[kernel]!f Kernel")]
    [InlineData("f ([ext4])", "[ext4]!f Kernel")]
    [InlineData("f (/lib/modules/6.1/kernel/net/nf-tables.ko.xz)", "[nf_tables]!f Kernel")]
    [InlineData("bpf_prog_12_x (bpf_prog_12_x)", "[bpf]!bpf_prog_12_x Kernel")]
    [InlineData("f ([vdso])", "[vdso]!f Native")]
    [InlineData("instance bool [System.Text.Json] System.Text.Json.Utf8JsonReader::ConsumeValue(uint8)[OptimizedTier1] (/tmp/perf-12.map)", "System.Text.Json!System.Text.Json.Utf8JsonReader.ConsumeValue(byte) Jit")]
    [InlineData("[unknown] (/usr/lib/libfoo.so)", "libfoo.so![libfoo.so] Native unnamed")]
    [InlineData("[unknown] (/memfd:doublemapper (deleted))", "[jit]![jit] Jit unnamed")]
    [InlineData("[unknown] ([unknown])", "[unknown]![unknown] Unknown unnamed")]
    public void Kind_and_module_come_from_the_text_in_parentheses(string frame, string expected)
    {
        var profile = Read($"t 1/2 1.0: 5 cycles: \n\t7f12 {frame}\n\n");
        var read = profile.Frames[profile.Stacks.GetFrame(profile.Samples[0].Stack)];
        Assert.Equal(expected, $"{profile.Functions[read.Function].Name} {read.Kind}{(read.Named ? "" : " unnamed")}");
    }

    [Fact]
    public void An_inlined_frame_has_its_callers_module_and_appears_below_it()
    {
        var profile = Read("t 1/2 1.0: 5 cycles: \n\t12 leafy (inlined)\n\t12 work (/w/t)\n\t13 main (/w/t)\n\n");
        var frames = profile.Stacks.GetFrames(profile.Samples[0].Stack);
        Assert.Equal(["t!main", "t!work", "t!leafy"], frames.Select(f => profile.GetFunction(f).Name.ToString()));
        Assert.Equal([false, false, true], frames.Select(f => profile.Frames[f].Inlined));
        Assert.Equal((5, 1), (profile.Samples[0].Weight, profile.Samples[0].Count));
    }

    [Fact]
    public void Each_event_is_its_own()
    {
        var profile = Read("t 1 1.0: 5 cycles: \n\t12 f (/t)\n\nt 1 1.0: 7 cpu-clock:u: \n\t12 f (/t)\n\nt 1 1.0: 5 cycles: \n\t12 f (/t)\n\n");
        Assert.Equal(["cycles", "cpu-clock:u"], profile.Events.Select(e => e.Name));
        Assert.Equal("t;f 2\n", FoldedStacks.Fold(profile).ToString());
        Assert.Equal("t;f 1\n", FoldedStacks.Fold(new SampleFilter { Event = "cpu-clock" }.Apply(profile)).ToString());
    }

    private static Profile Read(string text)
    {
        var builder = new ProfileBuilder();
        PerfScriptImporter.Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), builder, new ImportOptions(), file: "script.txt");
        return builder.Build();
    }
}
