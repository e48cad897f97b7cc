using System.Text;
using FsCheck.Fluent;
using PerfHarness.Analysis;
using PerfHarness.Folding;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Reports;
using PerfHarness.Tests.Import;

namespace PerfHarness.Tests.Reports;

public sealed class RoundTripTests
{
    [Fact]
    public void Stacks_of_any_names_survive_pprof() => FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure, Prop.ForAll<string?[][]>(names =>
    {
        // A lone surrogate has no UTF-8.
        var profile = Make(names, text => new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))]));
        using var file = new MemoryStream();
        new PprofWriter().Write(profile, file);
        file.Position = 0;
        var builder = new ProfileBuilder();
        PprofImporter.Import(file, builder, new ImportOptions());
        return ProfileText.Samples(profile).SequenceEqual(ProfileText.Samples(builder.Build()));
    }));

    [Fact]
    public void Folding_stacks_of_any_names_is_stable_and_loses_no_sample() => FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure, Prop.ForAll<string?[][]>(names =>
    {
        var text = FoldedStacks.Fold(Make(names, text => text ?? "")).ToString();
        if (names.Length == 0)
        {
            return text.Length == 0;
        }

        var builder = new ProfileBuilder();
        FoldedImporter.Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), builder);
        var again = builder.Build();
        return builder.Diagnostics.ToList().Count == 0
            && SampleFilter.None.Apply(again).Samples == names.Length
            && FoldedStacks.Fold(again).ToString() == text;
    }));

    private static Profile Make(string?[][] stacks, Func<string?, string> clean)
    {
        var builder = new ProfileBuilder();
        var thread = builder.AddThread(new ThreadInfo(1, 2, "bench"));
        var @event = builder.AddEvent(new EventInfo("cpu-clock", 997, "ns"));
        var run = builder.AddRun(new RunInfo());
        foreach (var names in stacks)
        {
            var stack = StackId.Empty;
            foreach (var name in names)
            {
                var function = builder.Functions.Intern(new FunctionName("m", clean(name)));
                stack = builder.Stacks.Intern(stack, builder.Frames.Intern(new Frame(function, FrameKind.Native)));
            }

            builder.Samples.Add(new Sample(stack, thread, @event, run, -1, 10, 1));
        }

        return builder.Build();
    }
}
