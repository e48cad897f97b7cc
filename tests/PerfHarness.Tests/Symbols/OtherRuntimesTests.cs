using System.Diagnostics;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Names;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols;

/// <summary>What Node and Java write here, with the options that the presets give them. Both leave it in /tmp.</summary>
[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class OtherRuntimesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Functions_of_Node_are_named_by_file_and_function_in_every_tier()
    {
        Tools.SkipUnless("node");
        File.WriteAllText(_folder.File("work.js"), """
            function hot(n) { let s = 0; for (let i = 0; i < n; i++) s += i ^ n; return s; }
            class Shape { area(n) { return hot(n); } }
            let sum = 0;
            const end = Date.now() + 400;
            while (Date.now() < end) { sum += new Shape().area(1000) + [1, 2].map(x => x + sum % 7).length; }
            if (sum === 1) console.log(sum);
            """);

        var names = NamesAfter("node", ["--perf-basic-prof", "--interpreted-frames-native-stack", "work.js"]);

        Assert.DoesNotContain(names, n => n.Name.Module == "[jit]");
        var hot = names.Where(n => n.Name == new FunctionName("work.js", "hot")).ToList();
        Assert.Contains(hot, n => n.Tier == CodeTier.Interpreted);
        Assert.Contains(hot, n => n.Tier == CodeTier.Optimized);
        Assert.Equal(1, hot[0].Source!.Value.Line);
        Assert.Contains(names, n => n.Name == new FunctionName("work.js", "area"));
        Assert.Contains(names, n => n.Name == new FunctionName("work.js", "(anonymous)"));
        Assert.Contains(names, n => n.Kind == FrameKind.Stub && n.Name.Module == "[v8]");
    }

    [Fact]
    public void Methods_of_Java_are_distinguished_from_the_runtimes_own_code()
    {
        Tools.SkipUnless("java", "javac");
        File.WriteAllText(_folder.File("Work.java"), """
            public class Work {
                static int hot(int n) { int s = 0; for (int i = 0; i < n; i++) s += i ^ n; return s; }
                public static void main(String[] args) {
                    long sum = 0;
                    for (int round = 0; round < 200_000; round++) {
                        java.util.function.IntUnaryOperator f = x -> hot(x);
                        sum += f.applyAsInt(1000) + String.valueOf(sum % 10).length();
                    }
                    if (sum == 1) System.out.println(sum);
                }
            }
            """);
        Tools.Run("javac", ["Work.java"], _folder.Path);

        var names = NamesAfter("java", ["-Xbatch", "-XX:CompileCommand=quiet", "-XX:CompileCommand=dontinline,Work.*", "-XX:+PreserveFramePointer", "-XX:+UnlockDiagnosticVMOptions", "-XX:+DumpPerfMapAtExit", "Work"]);

        Assert.Contains(names, n => n is { Kind: FrameKind.Jit, Name: { Module: "[java]", Name: "Work.hot(int)" } });
        Assert.Contains(names, n => n.Name.Name == "Work.main lambda#0(int)");
        Assert.Contains(names, n => n is { Kind: FrameKind.Stub, Name: { Module: "[hotspot]", Name: "Interpreter" } });
        Assert.DoesNotContain(names, n => n.Name.Module == "[jit]" || n.Name.Name.Contains("/0x", StringComparison.Ordinal));
    }

    private List<ManagedName> NamesAfter(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.Path })!;
        process.WaitForExit();
        var path = $"/tmp/perf-{process.Id}.map";
        try
        {
            using var file = UntrustedFile.TryOpen(path)!;
            var diagnostics = new DiagnosticBag();
            var map = PerfMapReader.Read(file, diagnostics);
            Assert.Empty(diagnostics.ToList());
            var source = new PerfMapSource(map);
            return [.. Enumerable.Range(0, map.Count).Select(source.At).Select(s => new ManagedName(s.Name, s.Kind, s.Tier, s.Source))];
        }
        finally
        {
            File.Delete(path);
        }
    }
}
