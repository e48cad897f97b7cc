using PerfHarness.Analysis;
using PerfHarness.Import;
using PerfHarness.Instructions;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Shared.Truth;
using PerfHarness.Tests.Symbols;

namespace PerfHarness.Tests.Instructions;

/// <summary>Instructions of a .NET program's generated code, compared with what its runtime's compiler printed.</summary>
[TimeLimit(120)]
[Trait(Needs.Trait, Needs.Perf)]
public sealed class GeneratedCodeTests : IDisposable
{
    private const string Program = """
        using System;
        using System.Collections.Generic;
        using System.Numerics;
        using System.Runtime.CompilerServices;
        using System.Threading;
        long sum = 0;
        for (var until = DateTime.UtcNow.AddSeconds(double.Parse(args[0])); DateTime.UtcNow < until;)
        {
            sum += Work.Sieve(20000) + Work.Hash("the quick brown fox jumps", 3000) + (long)Work.Floats(3000) + Work.Switch(5000);
            sum += Work.Generic(new List<int> { 1, 2, 3 }, 2000) + Work.Vectors(new float[2000]) + Work.Throws(20) + Work.Locks(2000) + Work.Copies(500);
        }
        Console.WriteLine(sum);
        static class Work
        {
            static int counter;
            static readonly object Gate = new();
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static int Sieve(int n)
            {
                var composite = new bool[n];
                var count = 0;
                for (var i = 2; i < n; i++) { if (composite[i]) continue; count++; for (var j = i * 2; j < n; j += i) composite[j] = true; }
                return count;
            }
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static int Hash(string text, int rounds) { var h = 17; for (var i = 0; i < rounds; i++) foreach (var c in text) h = h * 31 + c; return h; }
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static double Floats(int n) { double s = 1; for (var i = 1; i < n; i++) { s = Math.Sqrt(s * i) + (float)i / 3 + Math.Floor(s); } return s; }
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static long Switch(int n)
            {
                long s = 0;
                for (var i = 0; i < n; i++) s += (i % 9) switch { 0 => 5, 1 => i, 2 => i << 3, 3 => -i, 4 => i / 7, 5 => i % 13, 6 => s >> 2, 7 => s * 3, _ => s ^ i };
                return s;
            }
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static int Generic<T>(List<T> list, int n) { var s = 0; for (var i = 0; i < n; i++) foreach (var x in list) s += x!.GetHashCode(); return s; }
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static int Vectors(float[] a) { var v = Vector<float>.Zero; for (var i = 0; i + Vector<float>.Count <= a.Length; i += Vector<float>.Count) v += new Vector<float>(a, i) * 2f; return (int)Vector.Sum(v); }
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static int Throws(int n) { var s = 0; for (var i = 0; i < n; i++) { try { if (i % 3 == 0) throw new InvalidOperationException(); s++; } catch (InvalidOperationException) { s += 2; } finally { s++; } } return s; }
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static int Locks(int n) { for (var i = 0; i < n; i++) { Interlocked.Add(ref counter, i); lock (Gate) { counter++; } } return counter; }
            [MethodImpl(MethodImplOptions.NoInlining)]
            public static int Copies(int n) { Span<long> a = stackalloc long[64]; var s = 0L; for (var i = 0; i < n; i++) { a.Fill(i); s += a[i & 63]; } return (int)s; }
        }
        """;

    private readonly CSharpFolder _programs = new();
    private readonly CancellationToken _limit = TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("TieredCompilation=0")]
    [InlineData("EnableWriteXorExecute=0")]
    public async Task Bodies_of_a_started_program_are_those_that_its_compiler_printed(string setting)
    {
        var environment = CreateEnvironment();
        if (setting.Split('=') is [var name, var value])
        {
            environment["DOTNET_" + name] = value;
        }

        var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(_limit)) { TemporaryFolder = _programs.Path };
        var target = new CommandTarget("dotnet", [_programs.Compile("work", Program), "2"]) { Quiet = true, Environment = environment };
        using var run = await recorder.RecordAsync(target, new RecordOptions(), _limit);
        var origins = Compare(run, setting.StartsWith("Tiered", StringComparison.Ordinal) ? 5 : 8);

        Assert.Equal(["jitdump"], origins);
    }

    [Fact]
    public async Task Bodies_of_an_attached_program_are_read_from_its_memory()
    {
        var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(_limit)) { TemporaryFolder = _programs.Path };
        using var program = LiveProgram.Start("dotnet", [_programs.Compile("work", Program), "7"], _programs.Path, CreateEnvironment());
        await Task.Delay(2500, _limit);
        var options = new RecordOptions { Duration = TimeSpan.FromSeconds(1), RequestPerfMaps = true };
        using var run = await recorder.AttachAsync(new AttachTarget { Pids = [program.Pid] }, options, CancellationToken.None, _limit);
        // The compiler's text is complete when the process has ended.
        while (Directory.Exists($"/proc/{program.Pid}"))
        {
            await Task.Delay(100, _limit);
        }

        var origins = Compare(run, 4);

        Assert.Equal(["the process's memory, read when the recording ended"], origins);
    }

    private string PrintedPath => Path.Combine(_programs.Path, "printed.txt");

    private Dictionary<string, string?> CreateEnvironment() =>
        new() { ["DOTNET_JitStdOutFile"] = PrintedPath, ["DOTNET_JitDisasm"] = "Work:*" };

    // Every body of each method with samples; where their bytes are from.
    private IReadOnlyList<string> Compare(RecordedRun run, int leastBodies)
    {
        using var importer = new ProfileImporter(new ImportOptions
        {
            KeepAddresses = true, KeepLines = true, KeepCode = true, JitFolders = [run.MapFolder], SearchTemporaryFolder = false,
        });
        importer.Add(run.DataPath);
        var profile = importer.Build();
        var selection = SampleFilter.None.Apply(profile);
        var shares = SelfShares.Compute(selection, Measure.Samples);
        var printed = RuntimeDisassembly.Read(PrintedPath, out var mixed);
        var bodies = new List<BodyListing>();
        foreach (var row in shares.Rows.Where(r => r.Name is { Module: "app" } && r.Name.Name.StartsWith("Work.", StringComparison.Ordinal) && r.SelfSamples > 0))
        {
            var listing = CodeListingBuilder.Build(selection, row.Function!.Value, importer.Code, new ListingOptions());
            Assert.Equal(row.SelfSamples, listing.Samples);
            Assert.Equal(row.SelfSamples, listing.Bodies.Sum(b => b.Samples));
            var method = "Work:" + row.Name.Name["Work.".Length..row.Name.Name.IndexOfAny(['(', '<'])];
            foreach (var body in listing.Bodies)
            {
                Assert.Null(body.Code.MissingReason);
                Assert.Equal(body.Samples, body.Instructions.Sum(i => i.Samples));
                var words = body.Instructions.Select(i => (InstructionWords.Take(i.Text), i.Bytes.Length)).ToList();
                Assert.True(
                    mixed.Contains(method) || printed[method].Any(p => RuntimeDisassembly.RemoveFiller(words, p) is { } own && own.SequenceEqual(p.Where(w => !w.StartsWith(RuntimeDisassembly.Filler, StringComparison.Ordinal)))),
                    $"{method} {body.Label}: {string.Join(' ', words.Select(w => w.Item1))}\nprinted: {string.Join("\n\n", printed[method].Select(p => string.Join(' ', p)))}");
                bodies.Add(body);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{bodies.Count} bodies, {bodies.Sum(b => b.Instructions.Count)} instructions");
        Assert.True(bodies.Count >= leastBodies, $"only {bodies.Count} bodies");
        return [.. bodies.Select(b => b.Code.Origin).Distinct()];
    }
}
