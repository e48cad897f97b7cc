using PerfHarness.Baselines;
using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Baselines;

/// <summary>Counts to test with.</summary>
internal static class SampleMeasurements
{
    public static readonly DateTimeOffset Day = new(2026, 1, 31, 8, 15, 0, TimeSpan.Zero);

    public static Conditions Conditions(string cpu = "Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz") => new()
    {
        Event = "cpu-clock",
        Frequency = 997,
        Command = "./bench --size 10",
        InputHash = "c0ffee",
        Fingerprint = new Fingerprint { CpuModel = cpu, Architecture = "x64", ProcessorCount = 4, Kernel = "6.1.0-18-amd64", CpuLimit = "none" },
    };

    /// <summary>Runs whose counts are given function by function.</summary>
    public static Measurement Measure(string session, params (string Name, long[] Self)[] functions)
    {
        var runs = Enumerable.Range(0, functions[0].Self.Length).Select(run => new RunRecord
        {
            Session = session,
            Started = Day.AddMinutes(run),
            WallTime = TimeSpan.FromSeconds(5.25),
            CpuTime = TimeSpan.FromSeconds(5),
            Samples = functions.Sum(f => f.Self[run]),
            LostSamples = run,
            Weight = functions.Sum(f => f.Self[run]) * 1_003_009,
            Unit = "ns",
        });
        var counts = new RunCounts(runs, functions.Select(f => new FunctionCounts(new FunctionName("app", f.Name), [.. f.Self], [.. f.Self])));
        return new Measurement(counts, CallEdges.Empty, Conditions());
    }

    /// <summary>Random counts under hostile names.</summary>
    public static Measurement Random(int seed, string session, int runs = 3, int functions = 20)
    {
        var random = new Random(seed);
        string[] hostile = ["\t", "\n", "\\", "", "[end]", "\u001b[31m", "\u202e", "\ud800", "é", "😀", "<<<<<<< HEAD", " lead", "trail ", "a: b", "\r", "\\u0009", "\\-", "\u2028"];
        var names = Enumerable.Range(0, functions)
            .Select(_ => new FunctionName(hostile[random.Next(hostile.Length)] + "m" + random.Next(3), string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => hostile[random.Next(hostile.Length)]))))
            .Distinct().ToList();
        var counts = names.Select(n =>
        {
            long[] self = [.. Enumerable.Range(0, runs).Select(_ => (long)random.Next(1, 2000))];
            return (Name: n, Self: self);
        }).ToList();
        var records = Enumerable.Range(0, runs).Select(run => new RunRecord
        {
            Session = session,
            Started = random.Next(2) == 0 ? null : Day.AddTicks(random.NextInt64(1_000_000_000_000)),
            WallTime = random.Next(2) == 0 ? null : TimeSpan.FromTicks(random.NextInt64(1_000_000_000)),
            CpuTime = random.Next(2) == 0 ? null : TimeSpan.FromTicks(random.NextInt64(1_000_000_000)),
            Samples = counts.Sum(c => c.Self[run]),
            LostSamples = random.Next(100),
            Weight = random.NextInt64(),
            BusyTime = random.Next(2) == 0 ? null : TimeSpan.FromTicks(random.NextInt64(1, 1L << 40)),
            Unit = "ns",
        }).ToList();
        var withTotals = random.Next(2) == 0;
        var matrix = new RunCounts(records, counts.Select(c => new FunctionCounts(
            c.Name, [.. c.Self], withTotals ? [.. c.Self.Select((s, run) => Math.Min(s * 2, records[run].Samples))] : [])));
        var edges = new CallEdges(
            Enumerable.Range(0, 10).Select(_ => new CallEdge(names[random.Next(names.Count)], names[random.Next(names.Count)], 200 + random.Next(1000))),
            matrix.Functions.Select(f => KeyValuePair.Create(f.Name, f.TotalSum)));
        return new Measurement(matrix, edges, Conditions(hostile[random.Next(hostile.Length)] + "cpu"));
    }

    /// <summary>Everything that a store must keep, as text: records of arrays are equal by reference only.</summary>
    public static string Dump(Baseline baseline) => string.Join("\n", [
        $"{baseline.Bench}|{baseline.Pin}|{baseline.Notes}|{baseline.Conditions}",
        .. baseline.History.Select(h => h.ToString()),
        .. baseline.Counts.Runs.Select(r => r.ToString()),
        .. baseline.Counts.Functions.Select(f => $"{f.Name}: {string.Join(' ', f.Self)} / {string.Join(' ', f.Total)}"),
        .. baseline.Measurement.Edges.Edges.Select(e => e.ToString()),
    ]);
}
