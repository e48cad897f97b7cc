using System.Runtime.CompilerServices;
using PerfHarness.Diagnostics;
using PerfHarness.Symbols;

namespace PerfHarness.Tests.Symbols;

public sealed class ManagedSourcesTests
{
    private const string Name = "instance void [PerfHarness.Tests] PerfHarness.Tests.Symbols.ManagedSourcesTests::A_method_leads_to_this_file()[OptimizedTier1]";

    [Fact]
    public void A_method_leads_to_this_file()
    {
        using var sources = new ManagedSources([], new DiagnosticBag());
        Assert.Null(sources.Find(Name));
        sources.Add(typeof(ManagedSourcesTests).Assembly.Location);
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

    private static void AssertHere(Profiles.SourcePosition? position, [CallerFilePath] string here = "")
    {
        Assert.Equal(Path.GetFileName(here), Path.GetFileName(position?.File));
        Assert.InRange(position!.Value.Line, 12, 14);
    }
}
