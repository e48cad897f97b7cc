using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PortablePdb;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Formats.Tests.ReadyToRun;

namespace PerfHarness.Formats.Tests.PortablePdb;

public sealed class MethodSourcesTests
{
    private const string Type = "PerfHarness.Formats.Tests.ReadyToRun.Spellings";
    private static readonly string Assembly = typeof(Spellings).Assembly.Location;

    [Theory]
    [InlineData("class [System.Runtime]System.Threading.Tasks.Task`1<int32> [{0}] {1}::Asynchronous(int32)", "async Task<int> Asynchronous")]
    [InlineData("instance void [{0}] {1}+<Asynchronous>d__2::MoveNext()[OptimizedTier1]", "async Task<int> Asynchronous")]
    [InlineData("instance bool [{0}] {1}+<Iterator>d__3::MoveNext()", "IEnumerable<int> Iterator")]
    [InlineData("class [System.Runtime]System.Collections.Generic.IEnumerable`1<int32> [{0}] {1}::Iterator(int32)", "IEnumerable<int> Iterator")]
    [InlineData("instance void [{0}] {1}+<Iterator>d__3::System.IDisposable.Dispose()", "IEnumerable<int> Iterator")]
    [InlineData("instance int32 [{0}] {1}+<>c__DisplayClass4_0::<Lambda>b__0(int32)[Unknown]", "return x =>")]
    [InlineData("int32 [{0}] {1}::<LocalFunction>g__Local|5_0(int32)", "static int Local(int m)")]
    [InlineData("void [{0}] {1}::Overload(int32)[QuickJitted]", "Overload(int x)")]
    [InlineData("void [{0}] {1}::Overload(int64)", "Overload(long x)")]
    [InlineData("!!0 [{0}] {1}::Generic(!!0,class [System.Collections]System.Collections.Generic.List`1<!!1>)", "T Generic<T, TU>")]
    [InlineData("instance !1 [{0}] {1}+Nested+Deep`1+Deeper`1[System.Int32,System.__Canon]::Method(!0,!1)[PreJIT]", "TU Method(T value, TU other)")]
    public void A_method_has_the_line_that_the_programmer_wrote_it_at(string name, string code)
    {
        using var sources = Open(Assembly);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, name, "PerfHarness.Formats.Tests", Type);
        var position = sources.Find(text);
        Assert.NotNull(position);
        Assert.EndsWith("Spellings.cs", position.Value.File, StringComparison.Ordinal);
        // The first sequence point is the declaration, the brace below it, or in optimized code the first statement.
        Assert.InRange(position.Value.Line, LineOf(code), LineOf(code) + 2);
        Assert.True(position.Value.Column > 0);
    }

    [Theory]
    [InlineData("void [PerfHarness.Formats.Tests] " + Type + "::Overload(float64)")]
    [InlineData("void [PerfHarness.Formats.Tests] " + Type + "::Gone()")]
    [InlineData("void [PerfHarness.Formats.Tests] No.Such.Type::Overload(int32)")]
    [InlineData("stub<5> Allocate<FixupPrecode>")]
    [InlineData("main")]
    [InlineData("")]
    [InlineData("] ::(")]
    [InlineData("[] ::()")]
    public void A_name_that_the_assembly_does_not_have_has_no_line(string name)
    {
        using var sources = Open(Assembly);
        Assert.Null(sources.Find(name));
    }

    [Fact]
    public void Every_method_with_lines_of_this_assembly_is_found_by_its_spelling()
    {
        var diagnostics = new DiagnosticBag();
        using var sources = MethodSources.Open(Assembly, new SymbolFolders([], diagnostics), diagnostics)!;
        using var pe = PeFile.Open(Assembly);
        var metadata = pe.TryGetMetadata(diagnostics)!;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(Assembly, ".pdb")));
        var pdb = provider.GetMetadataReader();
        var module = MetadataModule.From(metadata, "?");
        var count = 0;
        foreach (var handle in pdb.MethodDebugInformation)
        {
            var first = pdb.GetMethodDebugInformation(handle).GetSequencePoints().FirstOrDefault(p => !p.IsHidden);
            if (!first.Document.IsNil)
            {
                count++;
                Assert.Equal(
                    new MethodPosition(pdb.GetString(pdb.GetDocument(first.Document).Name), first.StartLine, first.StartColumn),
                    sources.Find(RuntimeMethodName.Format(module, handle.ToDefinitionHandle())));
            }
        }

        Assert.True(count > 100);
        Assert.Empty(diagnostics.ToList());
    }

    [Fact]
    public void A_pdb_inside_the_assembly_is_read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "xunit.v3.common.dll");
        var diagnostics = new DiagnosticBag();
        using var sources = MethodSources.Open(path, new SymbolFolders([], diagnostics), diagnostics);
        Assert.Equal(path, sources?.PdbPath);
        using var pe = PeFile.Open(path);
        var metadata = pe.TryGetMetadata(diagnostics)!;
        var module = MetadataModule.From(metadata, "?");
        Assert.True(metadata.MethodDefinitions.Count(m => sources!.Find(RuntimeMethodName.Format(module, m)) is { Line: > 0 }) > 100);
        Assert.Empty(diagnostics.ToList());
    }

    [Fact]
    public void A_pdb_of_another_build_is_rejected_and_the_right_one_is_found_in_a_symbol_folder()
    {
        using var scratch = new ScratchFolder();
        var dll = scratch.Write("App.dll", File.ReadAllBytes(Assembly));
        scratch.Write("PerfHarness.Formats.Tests.pdb", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "PerfHarness.Formats.pdb")));
        var diagnostics = new DiagnosticBag();
        Assert.Null(MethodSources.Open(dll, new SymbolFolders([], diagnostics), diagnostics));
        Assert.Equal(DiagnosticCodes.BuildIdMismatch, Assert.Single(diagnostics.ToList()).Code);

        var deep = Directory.CreateDirectory(Path.Combine(scratch.Path, "symbols", "a", "b")).FullName;
        File.Copy(Path.ChangeExtension(Assembly, ".pdb"), Path.Combine(deep, "PerfHarness.Formats.Tests.pdb"));
        using var sources = MethodSources.Open(dll, new SymbolFolders([Path.Combine(scratch.Path, "symbols")], diagnostics), diagnostics);
        Assert.Equal(Path.Combine(deep, "PerfHarness.Formats.Tests.pdb"), sources?.PdbPath);
    }

    [Fact]
    public void A_windows_pdb_is_named_as_unsupported()
    {
        using var scratch = new ScratchFolder();
        var dll = scratch.Write("App.dll", File.ReadAllBytes(Assembly));
        scratch.Write("PerfHarness.Formats.Tests.pdb", "Microsoft C/C++ MSF 7.00\r\n\u001aDS");
        var diagnostics = new DiagnosticBag();
        Assert.Null(MethodSources.Open(dll, new SymbolFolders([], diagnostics), diagnostics));
        Assert.Equal(DiagnosticCodes.UnsupportedDebugInfo, Assert.Single(diagnostics.ToList()).Code);
    }

    [Fact]
    public void An_assembly_without_a_pdb_is_no_error()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(MethodSources.Open(SharedFramework.PathOf("System.Linq"), new SymbolFolders(["/nonexistent"], diagnostics), new DiagnosticBag()));
        Assert.All(diagnostics.ToList(), d => Assert.Equal(DiagnosticCodes.SymbolFileMissing, d.Code));
    }

    private static MethodSources Open(string path)
    {
        var diagnostics = new DiagnosticBag();
        return MethodSources.Open(path, new SymbolFolders([], diagnostics), diagnostics)!;
    }

    private static int LineOf(string code, [CallerFilePath] string here = "")
    {
        var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "..", "ReadyToRun", "Spellings.cs"));
        return Array.FindIndex(lines, l => l.Contains(code, StringComparison.Ordinal)) + 1;
    }
}
