using System.Globalization;
using PerfHarness.Gating;
using PerfHarness.Import;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;
using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols;
using PerfHarness.Tests.Symbols.Native;

namespace PerfHarness.Tests.Import;

/// <summary>Programs whose functions burn known parts of the time, recorded by the real perf and judged by the real gate.</summary>
[Trait(Needs.Trait, Needs.Perf)]
public sealed class DistinctFunctionsTests : IDisposable
{
    private const string A = "Func<int, long> a = n => { long s = 0; for (int i = 0; i < n; i++) s += i ^ 1; return s; };";
    private const string B = "Func<int, long> b = n => { long s = 1; for (int i = 0; i < 2 * n; i++) s += i ^ 2; return s; };";
    private const string C = "Func<int, long> c = n => { long s = 2; for (int i = 0; i < 3 * n; i++) s += i ^ 3; return s; };";

    // A profile-guided call of a delegate is inlined, and its time is then its caller's.
    private static readonly Dictionary<string, string?> WithoutInlining = new() { ["DOTNET_TieredPGO"] = "0" };

    private readonly CSharpFolder _programs = new();
    private readonly CancellationToken _limit = TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task Lambdas_overloads_and_dynamic_methods_have_rows_of_their_own()
    {
        var program = _programs.Compile("truth", """
            using System; using System.Diagnostics; using System.Linq.Expressions; using System.Reflection.Emit; using System.Threading.Tasks;
            static class P
            {
                static readonly long[] Ticks = new long[9];
                static void Main(string[] arguments)
                {
                    Func<int, long> a = n => { long s = 0; for (int i = 0; i < n; i++) s += i ^ 1; return s; };
                    Func<int, long> b = n => { long s = 1; for (int i = 0; i < n; i++) s += i ^ 2; return s; };
                    Func<int, long> c = n => { long s = 2; for (int i = 0; i < n; i++) s += i ^ 3; return s; };
                    var (d, e) = (Dynamic(4), Dynamic(5));
                    var (f, g) = (Compiled(6), Compiled(7));
                    const int N = 2_000_000;
                    while (Environment.CpuUsage.TotalTime.TotalSeconds < 2.5)
                    {
                        var t = Environment.CpuUsage.TotalTime.Ticks;
                        a(N); t = Add(0, t); b(2 * N); t = Add(1, t); c(3 * N); t = Add(2, t); d(N); t = Add(3, t); e(2 * N); t = Add(4, t); f(N); t = Add(5, t); g(2 * N); t = Add(6, t);
                        Over(N).Wait(); t = Add(7, t); Over((long)(2 * N)).Wait(); Add(8, t);
                    }

                    System.IO.File.WriteAllText(arguments[0], string.Join(' ', Ticks));
                }

                static long Add(int index, long start) { var now = Environment.CpuUsage.TotalTime.Ticks; Ticks[index] += now - start; return now; }

                static async Task<long> Over(int n) { long s = 8; for (int i = 0; i < n; i++) s += i ^ 8; await Task.CompletedTask; return s; }
                static async Task<long> Over(long n) { long s = 9; for (int i = 0; i < n; i++) s += i ^ 9; await Task.CompletedTask; return s; }

                static Func<int, long> Dynamic(int k)
                {
                    var method = new DynamicMethod("work", typeof(long), new[] { typeof(int) });
                    var il = method.GetILGenerator();
                    var (sum, i) = (il.DeclareLocal(typeof(long)), il.DeclareLocal(typeof(int)));
                    var (loop, test) = (il.DefineLabel(), il.DefineLabel());
                    il.Emit(OpCodes.Br, test);
                    il.MarkLabel(loop);
                    il.Emit(OpCodes.Ldloc, sum); il.Emit(OpCodes.Ldloc, i); il.Emit(OpCodes.Ldc_I4, k); il.Emit(OpCodes.Xor); il.Emit(OpCodes.Conv_I8); il.Emit(OpCodes.Add);
                    il.Emit(OpCodes.Stloc, sum); il.Emit(OpCodes.Ldloc, i); il.Emit(OpCodes.Ldc_I4_1); il.Emit(OpCodes.Add); il.Emit(OpCodes.Stloc, i);
                    il.MarkLabel(test);
                    il.Emit(OpCodes.Ldloc, i); il.Emit(OpCodes.Ldarg_0); il.Emit(OpCodes.Blt, loop);
                    il.Emit(OpCodes.Ldloc, sum); il.Emit(OpCodes.Ret);
                    return method.CreateDelegate<Func<int, long>>();
                }

                static Func<int, long> Compiled(int k)
                {
                    var (n, i, s, done) = (Expression.Parameter(typeof(int)), Expression.Variable(typeof(int)), Expression.Variable(typeof(long)), Expression.Label(typeof(long)));
                    var body = Expression.Block(new[] { i, s }, Expression.Loop(Expression.IfThenElse(Expression.LessThan(i, n),
                        Expression.Block(Expression.AddAssign(s, Expression.Convert(Expression.ExclusiveOr(i, Expression.Constant(k)), typeof(long))), Expression.PreIncrementAssign(i)),
                        Expression.Break(done, s)), done));
                    return Expression.Lambda<Func<int, long>>(body, n).Compile();
                }
            }
            """);
        var times = Path.Combine(_programs.Path, "times");
        var profile = await RecordAsync(new CommandTarget("dotnet", [program, times]) { Quiet = true, Environment = WithoutInlining });

        // What the program itself measured: equal loops differ in speed by where they are in memory.
        string[] names = ["P.Main lambda#0(int)", "P.Main lambda#1(int)", "P.Main lambda#2(int)", "work(int) [#1]", "work(int) [#2]",
            "lambda_method(Closure, int) [#1]", "lambda_method(Closure, int) [#2]", "P.Over#1 async", "P.Over#2 async"];
        var ticks = File.ReadAllText(times).Split(' ').Select(long.Parse).ToArray();
        for (var i = 1; i < names.Length; i++)
        {
            AssertRatio(profile, names[i], names[0], ticks[i] / (double)ticks[0]);
        }
    }

    [Fact]
    public async Task A_replaced_body_is_one_activation()
    {
        var profile = await RecordAsync(_programs.Compile("osr", """
            using System.Diagnostics;
            static class P
            {
                static long sum;
                static double Now() => System.Environment.CpuUsage.TotalTime.TotalSeconds;
                static void Main() => Work(2);
                // Each activation loops until it is replaced while it runs, and the outer one calls the inner one.
                static void Work(int depth)
                {
                    for (var end = Now() + 0.5; Now() < end;) for (int i = 0; i < 100_000; i++) sum += i ^ depth;
                    if (depth > 1) Work(depth - 1);
                    for (var end = Now() + 0.5; Now() < end;) for (int i = 0; i < 100_000; i++) sum += i ^ depth;
                }
            }
            """));

        var depths = new Dictionary<int, long>();
        var replaced = 0L;
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            var (work, isReplaced) = (0, false);
            for (var at = sample.Stack; at != StackId.Empty; at = profile.Stacks.GetParent(at))
            {
                var frame = profile.Frames[profile.Stacks.GetFrame(at)];
                work += profile.Functions[frame.Function].Name.Name == "P.Work(int)" ? 1 : 0;
                isReplaced |= frame.Tier == CodeTier.OptimizedTier1Osr;
            }

            replaced += isReplaced ? sample.Count : 0;

            depths[work] = depths.GetValueOrDefault(work) + sample.Count;
        }

        Assert.True(replaced > 100, $"only {replaced} samples in replaced bodies");
        // Half of the time there is one activation and half of it two.
        Assert.InRange(depths.GetValueOrDefault(1) / (double)(depths.GetValueOrDefault(1) + depths.GetValueOrDefault(2)), 0.4, 0.6);
        Assert.Equal(0, depths.GetValueOrDefault(3) + depths.GetValueOrDefault(4));
    }

    [Fact]
    public async Task A_lambda_that_is_inserted_above_changes_no_other()
    {
        var before = await MeasureAsync("before", A + B + C);
        var inserted = await MeasureAsync("inserted", "Func<int, long> fresh = n => { long s = 7; for (int i = 0; i < n; i++) s += i ^ 70; return s; }; fresh(1);" + A + B + C);

        AssertSameFunctions(before, inserted, [("P.Main lambda#1(int)", 1), ("P.Main lambda#2(int)", 2), ("P.Main lambda#3(int)", 3)]);
    }

    [Fact]
    public async Task Lambdas_that_are_reordered_are_compared_each_with_itself()
    {
        var before = await MeasureAsync("before", A + B + C);
        var reordered = await MeasureAsync("reordered", C + A + B);

        AssertSameFunctions(before, reordered, [("P.Main lambda#1(int)", 1), ("P.Main lambda#2(int)", 2), ("P.Main lambda#0(int)", 3)]);
    }

    [Fact]
    public async Task An_edit_of_a_method_of_the_same_type_changes_no_body()
    {
        // What they refer to has other tokens, and other numbers in generated names, since it comes later in the type.
        const string Captured = "long q = Stopwatch.GetTimestamp() & 1; Func<int, long> a = n => { long s = q; for (int i = 0; i < n; i++) s += i ^ q; Other(); return s; };";
        var before = await MeasureAsync("before", Captured + B + C, "static void Other() { }");
        var after = await MeasureAsync("after", Captured + B + C, "static string Another(int n) => n.ToString() + \"x\"; static System.Func<int, string> More = n => Another(n); static void Other() { }");

        var bodies = before.Counts.Functions.Where(f => f.Name.Name.Contains("Main lambda", StringComparison.Ordinal)).ToDictionary(f => f.Name, f => f.Body);
        Assert.Equal(3, bodies.Count);
        Assert.DoesNotContain(0ul, bodies.Values);
        Assert.All(bodies, b => Assert.Equal(b.Value, after.Counts.Find(b.Key)!.Body));
    }

    [Fact]
    public async Task Inlined_and_static_functions_of_one_name_have_the_shares_that_they_burn()
    {
        using var compiler = new CompilerFolder();
        const string Work = "extern volatile long sink;\nstatic __attribute__((noinline)) void work(long n) { for (long i = 0; i < n; i++) sink += i; }\nvoid call%(long n) { work(% * n); }\n";
        File.WriteAllText(compiler.PathOf("one.c"), Work.Replace("%", "1", StringComparison.Ordinal));
        File.WriteAllText(compiler.PathOf("two.c"), "\n" + Work.Replace("%", "2", StringComparison.Ordinal));
        Tool.SkipUnlessExists("gcc");
        Tool.Run("gcc", "-O1", "-g", "-fno-omit-frame-pointer", "-c", "-o", compiler.PathOf("one.o"), compiler.PathOf("one.c"));
        Tool.Run("gcc", "-O1", "-g", "-fno-omit-frame-pointer", "-c", "-o", compiler.PathOf("two.o"), compiler.PathOf("two.c"));
        var program = compiler.Compile("m.cpp", """
            #include <cstdio>
            #include <ctime>
            volatile long sink;
            static double now() { timespec t; clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); return t.tv_sec + t.tv_nsec / 1e9; }
            extern "C" { void call1(long); void call2(long); }
            #define INLINE __attribute__((always_inline)) inline
            namespace a { struct X { static INLINE void run(long n) { for (long i = 0; i < n; i++) sink += i; } }; }
            namespace { struct Y { INLINE void run(long n) { for (long i = 0; i < n; i++) sink += i; } }; }
            int main(int, char** v) {
                const long N = 300000;
                double t[5], sum[4] = {};
                while (now() < 2) {
                    t[0] = now(); call1(N); t[1] = now(); call2(N); t[2] = now(); a::X::run(N); t[3] = now(); Y().run(2 * N); t[4] = now();
                    for (int i = 0; i < 4; i++) sum[i] += t[i + 1] - t[i];
                }
                FILE* f = fopen(v[1], "w");
                fprintf(f, "%f %f", sum[1] / sum[0], sum[3] / sum[2]);
                fclose(f);
            }
            """, "-O1", "-g", "-fno-omit-frame-pointer", compiler.PathOf("one.o"), compiler.PathOf("two.o"));

        var profile = await RecordAsync(new CommandTarget(program, [compiler.PathOf("times")]) { Quiet = true });

        var ratios = File.ReadAllText(compiler.PathOf("times")).Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        AssertRatio(profile, "work [two.c]", "work [one.c]", ratios[0]);
        AssertRatio(profile, "(anonymous namespace)::Y::run(long)", "a::X::run(long)", ratios[1]);
    }

    [Fact]
    public async Task Functions_of_Python_have_the_shares_that_they_burn()
    {
        // Versions before 3.12 have no names to give, and what is on PATH may be a version manager's script that has no version.
        var python = new[] { "python3.12", "python3.13", "python3.14", "python3" }.FirstOrDefault(p => Tool.Exists(p)
            && Tool.Succeeds(p, "-c", "import sys; sys.exit(0 if sys.version_info >= (3, 12) else 1)"));
        Assert.SkipUnless(python is not null, "no Python from 3.12 on is installed");
        var script = Path.Combine(_programs.Path, "work.py");
        File.WriteAllText(script, """
            import time
            class A:
                def run(self, n): return sum([i ^ 3 for i in range(n)])
            class B:
                def run(self, n): return sum([i ^ 3 for i in range(2 * n)])
            def main():
                f, g = (lambda n: sum([i ^ 3 for i in range(n)])), (lambda n: sum([i ^ 3 for i in range(2 * n)]))
                a, b = A(), B()
                end = time.process_time() + 2
                while time.process_time() < end:
                    a.run(20000); b.run(20000); f(20000); g(20000)
            main()
            """);

        // Most builds of Python keep no frame pointers.
        var profile = await RecordAsync(new CommandTarget(python!, [script]) { Quiet = true }, new RecordOptions { CallGraph = CallGraphMode.Dwarf, Frequency = 397 });

        AssertRatio(profile, "B.run", "A.run", 2, CountTotal);
        AssertRatio(profile, "main.<locals>.<lambda> [#2]", "main.<locals>.<lambda> [#1]", 2, CountTotal);
    }

    private static void AssertSameFunctions(Measurement before, Measurement after, (string Name, int Part)[] expected)
    {
        var verdict = new Gate(new GatePolicy { MinimumSamples = 100 }).Judge(GateInput.CreateInterleaved(before, after, new DateOnly(2026, 1, 1)));
        var found = expected.Select(e => Assert.Single(verdict.Functions, f => f.Name.Name == e.Name)).ToList();
        foreach (var (function, part) in found.Zip(expected.Select(e => e.Part)))
        {
            Assert.NotEqual(FunctionOutcome.New, function.Outcome);
            Assert.NotEqual(FunctionOutcome.Renamed, function.Outcome);
            Assert.InRange(function.Before / found.Sum(f => f.Before), (part / 6.0) - 0.06, (part / 6.0) + 0.06);
            Assert.InRange(function.After / found.Sum(f => f.After), (part / 6.0) - 0.06, (part / 6.0) + 0.06);
        }

        Assert.DoesNotContain(verdict.Functions, f => f.Name.Name.Contains("lambda", StringComparison.Ordinal) && f.Outcome is FunctionOutcome.Vanished or FunctionOutcome.Regressed);
    }

    private async Task<Measurement> MeasureAsync(string name, string lambdas, string others = "")
    {
        var program = _programs.Compile(name, $$"""
            using System; using System.Diagnostics;
            static class P
            {
                {{others}}
                static void Main()
                {
                    {{lambdas}}
                    var order = new[] { a, b, c };
                    while (Environment.CpuUsage.TotalTime.TotalSeconds < 1) foreach (var f in order) f(200_000);
                }
            }
            """);
        var first = Measurement.Create(await RecordAsync(program), "1");
        return first.Append(Measurement.Create(await RecordAsync(program), "2"));
    }

    private Task<Profile> RecordAsync(string program) => RecordAsync(new CommandTarget("dotnet", [program]) { Quiet = true, Environment = WithoutInlining });

    private async Task<Profile> RecordAsync(CommandTarget target, RecordOptions? options = null)
    {
        var recorder = new PerfRecorder(await PerfCapabilities.ProbeAsync(_limit)) { TemporaryFolder = _programs.Path };
        using var run = await recorder.RecordAsync(target, options ?? new RecordOptions(), _limit);
        return ProfileImporter.Load(run.DataPath, new ImportOptions { JitFolders = [run.MapFolder] });
    }

    private static void AssertRatio(Profile profile, string larger, string smaller, double ratio, Func<Profile, string, long>? count = null)
    {
        count ??= CountSelf;
        var (a, b) = (count(profile, larger), count(profile, smaller));
        Assert.True(a > 50 && b > 50, $"{larger}: {a}, {smaller}: {b}");
        // Three standard deviations of the ratio of two counts, and what else the machine did meanwhile.
        var tolerance = ratio * ((3 * Math.Sqrt((1.0 / a) + (1.0 / b))) + 0.2);
        Assert.InRange(a / (double)b, ratio - tolerance, ratio + tolerance);
    }

    private static long CountTotal(Profile profile, string name)
    {
        var count = 0L;
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var at = profile.Samples[row].Stack;
            while (at != StackId.Empty && profile.Functions[profile.Frames[profile.Stacks.GetFrame(at)].Function].Name.Name != name)
            {
                at = profile.Stacks.GetParent(at);
            }

            count += at == StackId.Empty ? 0 : profile.Samples[row].Count;
        }

        return count;
    }

    private static long CountSelf(Profile profile, string name)
    {
        var count = 0L;
        for (var row = 0; row < profile.Samples.Count; row++)
        {
            var sample = profile.Samples[row];
            count += sample.Stack != StackId.Empty
                && profile.Functions[profile.Frames[profile.Stacks.GetFrame(sample.Stack)].Function].Name.Name == name ? sample.Count : 0;
        }

        return count;
    }
}
