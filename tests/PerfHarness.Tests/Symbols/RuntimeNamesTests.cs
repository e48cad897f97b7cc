using System.Text.RegularExpressions;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Formats.Jit;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Names;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols;

/// <summary>What the runtime at hand writes, as it is.</summary>
[Trait(Needs.Trait, Needs.Time)]
public sealed partial class RuntimeNamesTests
{
    [Fact]
    public void Every_line_of_a_real_perf_map_has_a_name_that_no_edit_renumbers()
    {
        using var folder = new TemporaryFolder();
        NamesProgram.Run(1, ("DOTNET_PerfMapEnabled", "3"), ("DOTNET_PerfMapJitDumpPath", folder.Path), ("DOTNET_TieredPGO", "1"));
        var names = NamesOf(Assert.Single(Directory.GetFiles(folder.Path, "perf-*.map")));

        Assert.True(names.Count > 500, $"only {names.Count} lines");
        Assert.Empty(names.Where(n => n.Name.Module == "[jit]" || CompilerMade().IsMatch(n.Name.Name)).Select(n => n.Name));
        string[] expected =
        [
            "Program.Main(string[])", "Program.Main async", "Program.Main lambda(int)", "Program.Main lambda async", "Program.Main.TopLocal(int)",
            "Program.Main.TopAsyncLocal async", "Names.Hot.Loop(int)", "Names.Lambdas..ctor(int)", "Names.Lambdas..ctor lambda(int)", "Names.Lambdas..cctor lambda()",
            "Names.Lambdas.get_Property lambda()", "Names.Lambdas.get_Item.Local()", "Names.Lambdas.Nested lambda(int)", "Names.Lambdas.Locals.First(int)", "Names.Lambdas.Locals.Second(int)",
            "Names.Lambdas.Locals.Static(int)", "Names.Lambdas.GenericLocals.Inner(T1, T0)", "Names.Lambdas.MethodGroup.Method(int)", "Names.Lambdas.operator +(Lambdas, Lambdas)",
            "Names.Lambdas.operator + lambda()", "Names.Lambdas.Doer.IDo<int>.Do(int)", "Names.Lambdas.Doer.IDo<int>.Do lambda()", "Names.Lambdas.Doer.IDo.Do.Local()",
            "Names.AsyncBodies.Run async", "Names.AsyncBodies.Generic async", "Names.AsyncBodies.Stream async", "Names.AsyncBodies.Locals.Local async",
            "Names.AsyncBodies.Locals.LocalStream async", "Names.AsyncBodies.Locals lambda async", "Names.Iterators.Plain iterator", "Names.Iterators.Generic iterator",
            "Names.Iterators.Guarded state machine.finally()", "Names.Iterators.Run.Local iterator", "Names.Iterators.Custom.IEnumerable<int>.GetEnumerator iterator",
            "Names.Outer<int>.Inner<__Canon>.Async async", "Names.Outer<int>.Inner<double>.Iterate iterator", "Names.Outer<int>.Inner<__Canon>.Deep.M(int, __Canon, T0)",
            "Names.Outer<int>.Inner<double>.Lambda lambda(int)", "Names.Rec.Clone()", "Names.FileLocal.M(int)", "Names.Finalizable.~Finalizable()", "Names.Ops.operator <(Ops, Ops)",
            "Names.Ops.implicit operator int(Ops)", "Names.Ops.operator checked -(Ops)", "Names.Extensions.Twice(string, int)", "Names.Derived.IDefault.Abstract(int)",
            "Names.Derived.base call(int)", "AnonymousType<int, __Canon>.ToString()", "ReadOnlyArray<int>..ctor(int[])",
            "Names.Interop.Signature(int*, void**, delegate*<int, string>, delegate* unmanaged<int, byte>, ref int, int[], int[,], string[][], Span<byte>, nint, nuint, (int, string), int?, object, TypedReference)",
        ];
        Assert.Empty(expected.Except(names.Where(n => n.Name.Module == "NamesProgram").Select(n => Ordinal().Replace(n.Name.Name, ""))));
        Assert.Contains(names, n => n.Kind == FrameKind.Stub && n.Name == new FunctionName("NamesProgram", "IL_STUB_PInvoke(string)"));
        Assert.True(names.Where(n => n.Name.Name == "Names.Hot.Loop(int)").Select(n => n.Tier).Distinct().Count() > 1, "one tier only");
    }

    [Fact]
    public void A_real_jitdump_has_methods_or_a_diagnostic()
    {
        using var folder = new TemporaryFolder();
        NamesProgram.Run(0, ("DOTNET_PerfMapEnabled", "2"), ("DOTNET_PerfMapJitDumpPath", folder.Path));
        var dump = Open(folder, JitSymbolFormat.JitDump, out var diagnostics).JitDump!;

        Assert.True(dump.IsDotNet);
        Assert.Equal(dump.MethodCount == 0 ? 1 : 0, diagnostics.GetCount(DiagnosticCodes.JitDumpWithoutMethods));
        // The runtime gives up in the middle of a block of stubs: that is the defect.
        Assert.Equal(dump.MethodCount == 0 ? 1 : 0, diagnostics.GetCount(DiagnosticCodes.CorruptJitDump));
    }

    [Fact]
    public void A_complete_jitdump_and_the_perf_map_agree_on_every_address()
    {
        using var folder = new TemporaryFolder();
        NamesProgram.Run(0, ("DOTNET_PerfMapEnabled", "1"), ("DOTNET_PerfMapStubGranularity", "2"), ("DOTNET_PerfMapJitDumpPath", folder.Path));
        var symbols = Open(folder, JitSymbolFormat.Auto, out _);
        var (dump, map) = (symbols.JitDump!, symbols.PerfMap!);

        Assert.True(dump.MethodCount > 500);
        Assert.Contains(dump.Dump.Methods, m => JitNames.Parse(m.Name) is { Kind: FrameKind.ReadyToRun, Tier: CodeTier.PreJit });
        var compared = 0;
        foreach (var method in dump.Dump.Methods)
        {
            if (dump.Find(method.Address) is { Kind: FrameKind.Jit } dumped && map.Find(method.Address) is { Kind: FrameKind.Jit } mapped)
            {
                Assert.Equal(mapped, dumped);
                compared++;
            }
        }

        Assert.True(compared > 300, $"only {compared}");
        Assert.All(dump.Dump.Methods, m => Assert.False(CompilerMade().IsMatch(JitNames.Parse(m.Name).Name.Name), m.Name));
    }

    [Fact]
    public void Fifty_thousand_lines_are_read_before_any_name_is_parsed()
    {
        var lines = string.Concat(Enumerable.Range(0, 50_000).Select(i =>
            $"{0x7f0000000000 + (i * 0x100L):x} f0 instance valuetype [System.Runtime]System.Threading.Tasks.ValueTask`1<int32> [A] N.C{i}`1+<>c__DisplayClass22_0[System.Int32]::<Work>b__{i}(!0,class [System.Runtime]System.String)[OptimizedTier1]\n"));
        var text = System.Text.Encoding.UTF8.GetBytes(lines);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var source = new PerfMapSource(PerfMapReader.Read(text, null, new DiagnosticBag()));

        // Some ten numbers a line; a parsed name alone is more.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 50_000 * 1000);
        Assert.Equal("N.C49999<int>.Work lambda#49999(int, string)", source.Find(0x7f0000000000 + (49_999 * 0x100L) + 5)!.Name.Name);
    }

    private static ProcessJitSymbols Open(TemporaryFolder folder, JitSymbolFormat code, out DiagnosticBag diagnostics)
    {
        diagnostics = new DiagnosticBag();
        var pid = int.Parse(Path.GetFileNameWithoutExtension(Directory.GetFiles(folder.Path, "jit-*.dump").Single())["jit-".Length..]);
        return ProcessJitSymbols.Open(pid, new JitSymbolOptions { Format = code, Folders = [folder.Path], SearchTemporaryFolder = false }, diagnostics)!;
    }

    private static List<ManagedName> NamesOf(string path)
    {
        using var file = UntrustedFile.TryOpen(path)!;
        var diagnostics = new DiagnosticBag();
        var map = PerfMapReader.Read(file, diagnostics);
        Assert.Empty(diagnostics.ToList());
        return [.. Enumerable.Range(0, map.Count).Select(i => JitNames.Parse(map.GetNameBytes(i)))];
    }

    [GeneratedRegex("#[0-9]+")]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"d__\d|b__\d|g__|<>c|<>f|<>z|__DisplayClass|AnonymousType\d|\|\d|`\d|!\d|::|MT: 0x|<Main>")]
    private static partial Regex CompilerMade();
}
