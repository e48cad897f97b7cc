using PerfHarness.Profiles;

namespace PerfHarness.Tests.Analysis;

/// <summary>Profiles with recursion, inlining, several threads, runs and awkward names, from a seed.</summary>
internal static class RandomProfile
{
    private static readonly string[] Names =
    [
        "Main", "f", "f!g", "f g", "a;b", "f 12", "N.T.M<int>(string, byte)", "(anonymous namespace)::run(int)", "net/http.(*Client).Do", "é∂", "x\ny", "\u001b[31m", "", " ", "[unknown]", "d", "e", "h",
    ];

    public static Profile Make(int seed, bool keepTimes = false, int samples = 300)
    {
        var random = new Random(seed);
        var builder = new ProfileBuilder(keepTimes);
        var frames = new List<FrameId>();
        for (var i = 0; i < 30; i++)
        {
            var name = Names[random.Next(Names.Length)];
            var kind = (FrameKind)random.Next(6);
            var function = builder.Functions.Intern(new FunctionName(random.Next(2) == 0 ? "app" : "[kernel]", name), random.Next(3) == 0 ? new SourcePosition("/src/dir/File.cs", random.Next(1, 99)) : null);
            frames.Add(builder.Frames.Intern(new Frame(function, kind, (CodeTier)random.Next(11), random.Next(4) == 0, (ulong)random.Next(3) * 16, random.Next(2) * 7, random.Next(5) != 0)));
        }

        var threads = Enumerable.Range(0, 4).Select(i => builder.AddThread(new ThreadInfo(i == 3 ? -1 : 100 + (i / 2), 100 + i, i == 1 ? "V8 Work;er" : "bench"))).ToArray();
        var events = new[] { builder.AddEvent(new EventInfo("cpu-clock", 997, "ns")), builder.AddEvent(new EventInfo("cycles:u", 0, "cycles")) };
        var runs = Enumerable.Range(0, 1 + random.Next(4)).Select(i => builder.AddRun(new RunInfo { Source = $"run {i}", LostSamples = i })).ToArray();
        for (var i = 0; i < samples; i++)
        {
            var stack = StackId.Empty;
            for (var depth = random.Next(7); depth > 0; depth--)
            {
                stack = builder.Stacks.Intern(stack, frames[random.Next(random.Next(2) == 0 ? 4 : frames.Count)]);
            }

            builder.Samples.Add(new Sample(stack, threads[random.Next(4)], events[random.Next(5) == 0 ? 1 : 0], runs[random.Next(runs.Length)], 1000L * i, random.Next(1, 2000), 1));
        }

        return builder.Build();
    }
}
