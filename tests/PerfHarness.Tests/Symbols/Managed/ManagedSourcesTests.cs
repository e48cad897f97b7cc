using System.Runtime.CompilerServices;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Managed;

namespace PerfHarness.Tests.Symbols.Managed;

public sealed class ManagedSourcesTests
{
    private const string Name = "instance void [PerfHarness.Tests] PerfHarness.Tests.Symbols.Managed.ManagedSourcesTests::A_method_leads_to_this_file()[OptimizedTier1]";

    [Fact]
    public void A_method_leads_to_this_file()
    {
        using var sources = new ManagedSources([], new DiagnosticBag());
        Assert.Null(sources.Find(Name));
        sources.AddAssembly(typeof(ManagedSourcesTests).Assembly.Location);
        AssertHere(sources.Find(Name));
    }

    [Fact]
    public void The_assembly_is_looked_for_in_the_programs_folder_and_in_symbol_folders()
    {
        using var program = new ManagedSources([], new DiagnosticBag());
        program.AddFolder(AppContext.BaseDirectory);
        AssertHere(program.Find(Name));

        using var symbols = new ManagedSources([AppContext.BaseDirectory], new DiagnosticBag());
        AssertHere(symbols.Find(Name));
        Assert.Null(symbols.Find("void [../../etc/passwd] X::Y()"));
        Assert.Null(symbols.Find("write barrier"));
    }

    [Fact]
    public void An_assembly_inside_a_single_file_program_is_found_by_its_offset()
    {
        var folder = Directory.CreateTempSubdirectory("perfharness-test-").FullName;
        try
        {
            var dll = File.ReadAllBytes(typeof(ManagedSourcesTests).Assembly.Location);
            var program = Path.Combine(folder, "program");
            File.WriteAllBytes(program, [.. new byte[4096], .. dll]);
            File.Copy(Path.ChangeExtension(typeof(ManagedSourcesTests).Assembly.Location, ".pdb"), Path.Combine(folder, "PerfHarness.Tests.pdb"));
            File.WriteAllText(Path.Combine(folder, "program.pdb"), "another assembly's");
            var diagnostics = new DiagnosticBag();
            using var sources = new ManagedSources([], diagnostics);
            sources.AddBundle(program, [new BundleEntry(4096, dll.Length, "PerfHarness.Tests.dll")]);
            AssertHere(sources.Find(Name));
            Assert.Empty(diagnostics.ToList());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertHere(SourcePosition? position, [CallerFilePath] string here = "")
    {
        Assert.Equal(Path.GetFileName(here), Path.GetFileName(position?.File));
        var declaration = Array.FindIndex(File.ReadAllLines(here), line => line.Contains($"void {nameof(A_method_leads_to_this_file)}()", StringComparison.Ordinal)) + 1;
        Assert.InRange(position!.Value.Line, declaration, declaration + 2);
    }
}
