using System.Text;
using System.Text.RegularExpressions;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Profiles;
using PerfHarness.Tests.Analysis;

namespace PerfHarness.Tests.Folding;

public sealed class FoldedStacksTests
{
    [Fact]
    public void Lines_agree_with_sorting_the_joined_texts()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var profile = RandomProfile.Make(seed);
            foreach (var options in new[] { FoldOptions.Default, new FoldOptions { Tid = true, All = true, Inline = true, Measure = Measure.Weight }, new FoldOptions { Pid = true, Srcline = true, Addrs = true, HideInlined = true } })
            {
                var folded = FoldedStacks.Fold(profile, options);
                Assert.Equal(Reference(profile, options), folded.ToString());
                Assert.Equal(folded.LineCount, folded.ToString().Count(c => c == '\n'));
            }
        }
    }

    [Fact]
    public void No_name_can_break_a_line_or_pretend_to_be_a_count()
    {
        var text = FoldedStacks.Fold(new SampleFilter { IncludeAllEvents = true }.Apply(RandomProfile.Make(3, samples: 3000))).ToString();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            Assert.Matches(@"^[^\u0000-\u001f]* \d+$", line);
            Assert.DoesNotMatch(@" \d+ \d+$", line);
        }

        Assert.Contains("a:b", text, StringComparison.Ordinal);
        Assert.Contains(@"\u001b[31m", text, StringComparison.Ordinal);
        Assert.Contains("V8_Work:er;", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ns::Type<int>::run(char const*) const", "ns::Type<int>::run")]
    [InlineData("(anonymous namespace)::run(int)", "(anonymous namespace)::run")]
    [InlineData("net/http.(*Client).Do", "net/http.(*Client).Do")]
    [InlineData("W.Work lambda(int)", "W.Work lambda")]
    public void Parameters_are_cut_where_they_are_parameters(string name, string expected) =>
        Assert.Equal($"x;{expected} 1\n", FoldedStacks.Fold(CreateProfile(new Frame(default, FrameKind.Native), name), new FoldOptions { CutParameters = true }).ToString());

    [Fact]
    public void Marks_follow_the_options_and_the_inlined_mark_wins()
    {
        Assert.Equal("x;f_[k] 1\n", FoldedStacks.Fold(CreateProfile(new Frame(default, FrameKind.Kernel), "f"), new FoldOptions { Kernel = true }).ToString());
        Assert.Equal("x;f 1\n", FoldedStacks.Fold(CreateProfile(new Frame(default, FrameKind.Kernel), "f"), new FoldOptions { Jit = true }).ToString());
        Assert.Equal("x;f_[j] 1\n", FoldedStacks.Fold(CreateProfile(new Frame(default, FrameKind.Jit), "f"), new FoldOptions { All = true }).ToString());
        Assert.Equal("x;f_[i] 1\n", FoldedStacks.Fold(CreateProfile(new Frame(default, FrameKind.Kernel, Inlined: true), "f"), new FoldOptions { All = true, Inline = true }).ToString());
        Assert.Equal("x;[libm.so <ff10>] 1\n", FoldedStacks.Fold(CreateProfile(new Frame(default, FrameKind.Native, Address: 0xff10, Named: false), "libm.so!0xff00", "libm.so"), new FoldOptions { Addrs = true }).ToString());
    }

    [Fact]
    public void The_module_follows_the_name_and_the_line_follows_the_mark()
    {
        var builder = new ProfileBuilder();
        var function = builder.Functions.Intern(new FunctionName("[kernel]", "f"), new SourcePosition("/src/f.c", 3));
        var frame = new Frame(function, FrameKind.Kernel, Line: 12) { SourceFile = builder.InternSourceFile("/src/g.h") };
        var thread = builder.AddThread(new ThreadInfo(1, 2, "x"));
        var @event = builder.AddEvent(new EventInfo("cpu-clock", 0, "ns"));
        builder.Samples.Add(new Sample(builder.Stacks.Intern(StackId.Empty, builder.Frames.Intern(frame)), thread, @event, builder.AddRun(new RunInfo()), -1, 5, 1));
        var profile = builder.Build();
        Assert.Equal("x;f ([kernel])_[k]:g.h:12 1\n", FoldedStacks.Fold(profile, new FoldOptions { Dso = true, Kernel = true, Srcline = true }).ToString());
        Assert.Equal("x;f 5\n", FoldedStacks.Fold(profile, new FoldOptions { Measure = Measure.Weight, Context = true }).ToString());
    }

    [Fact]
    public void Only_the_first_event_counts_by_default()
    {
        var profile = RandomProfile.Make(5);
        var sum = 0L;
        for (var i = 0; i < profile.Samples.Count; i++)
        {
            sum += profile.Samples[i].Event.Index == 0 ? profile.Samples[i].Count : 0;
        }

        Assert.Equal(sum, Sum(SampleFilter.None));
        Assert.Equal(300 - sum, Sum(new SampleFilter { Event = "cycles" }));
        Assert.Equal(300, Sum(new SampleFilter { IncludeAllEvents = true }));
        Assert.Throws<PerfHarnessException>(() => Sum(new SampleFilter { Event = "cache-misses" }));

        long Sum(SampleFilter filter) => FoldedStacks.Fold(filter.Apply(profile)).ToString().TrimEnd('\n').Split('\n').Sum(l => long.Parse(l[(l.LastIndexOf(' ') + 1)..]));
    }

    private static Profile CreateProfile(Frame frame, string name, string module = "m")
    {
        var builder = new ProfileBuilder();
        var function = builder.Functions.Intern(new FunctionName(module, name));
        var stack = builder.Stacks.Intern(StackId.Empty, builder.Frames.Intern(frame with { Function = function }));
        builder.Samples.Add(new Sample(stack, builder.AddThread(new ThreadInfo(1, 1, "x")), builder.AddEvent(new EventInfo("e", 0, "e")), builder.AddRun(new RunInfo()), -1, 1, 1));
        return builder.Build();
    }

    private static string Reference(Profile profile, FoldOptions options)
    {
        var sums = new Dictionary<string, long>();
        for (var i = 0; i < profile.Samples.Count; i++)
        {
            var sample = profile.Samples[i];
            if (sample.Event.Index == 0)
            {
                var frames = profile.Stacks.GetFrames(sample.Stack).Select(f => profile.Frames[f]).Where(f => !(options.HideInlined && f.Inlined)).Select(f => FrameText.FormatFrame(profile, f, options));
                var stack = string.Join(';', frames.Prepend(FrameText.FormatThread(profile.Threads[sample.Thread.Index], options)));
                sums[stack] = sums.GetValueOrDefault(stack) + (options.Measure == Measure.Samples ? sample.Count : sample.Weight);
            }
        }

        var lines = sums.Select(p => (Key: Encoding.UTF8.GetBytes(p.Key), Line: $"{p.Key} {p.Value}\n")).ToArray();
        Array.Sort(lines, (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        return string.Concat(lines.Select(l => l.Line));
    }
}
