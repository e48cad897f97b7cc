using System.Reflection.PortableExecutable;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.ReadyToRun;

public sealed class CompositeTests
{
    [Theory]
    [InlineData(Machine.Amd64)]
    [InlineData(Machine.Arm64)]
    public void Methods_of_all_components_instances_funclets_and_cold_parts_are_named(Machine machine)
    {
        using var scratch = new ScratchFolder();
        var diagnostics = new DiagnosticBag();
        using var image = ReadyToRunImage.Open(scratch.Write("all.r2r.dll", SyntheticComposite.Build(machine)), diagnostics, [SharedFramework.Folder])!;
        using var linq = PeFile.Open(SharedFramework.PathOf("System.Linq"));
        var first = RuntimeMethodName.Format(
            MetadataModule.From(linq.TryGetMetadata(diagnostics)!, "?"), System.Reflection.Metadata.Ecma335.MetadataTokens.MethodDefinitionHandle(1));

        Assert.Equal(
            [
                (0u, SyntheticComposite.Step + SyntheticComposite.Size, false, "instance void [Embedded] N.Thing::First()"),
                (2 * SyntheticComposite.Step, SyntheticComposite.Size, false, "instance void [Embedded] N.Thing::Method17()"),
                (3 * SyntheticComposite.Step, SyntheticComposite.Size, false, first),
                (4 * SyntheticComposite.Step, SyntheticComposite.Size, false, "instance int32 [System.Linq] System.Linq.Lookup`2[N.Thing,System.Int32]::get_Count()"),
                (5 * SyntheticComposite.Step, SyntheticComposite.Size, true, "instance void [Embedded] N.Thing::First()"),
            ],
            image.Ranges.Select((r, i) => (r.Start - SyntheticComposite.Code, r.Size, r.IsCold, image.GetName(i)!)));
        Assert.Equal("all.r2r.dll", image.SimpleName);
        Assert.Empty(diagnostics.ToList());
    }

    [Fact]
    public void A_missing_component_is_reported_and_its_methods_have_no_name()
    {
        using var scratch = new ScratchFolder();
        var diagnostics = new DiagnosticBag();
        using var image = ReadyToRunImage.Open(scratch.Write("all.r2r.dll", SyntheticComposite.Build(Machine.Amd64)), diagnostics)!;
        Assert.Equal(
            ["instance void [Embedded] N.Thing::First()", "instance void [Embedded] N.Thing::Method17()", null, null, "instance void [Embedded] N.Thing::First()"],
            Enumerable.Range(0, image.Ranges.Count).Select(image.GetName));
        Assert.Contains("'System.Linq'", Assert.Single(diagnostics.ToList()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_component_of_another_build_gives_no_names()
    {
        using var scratch = new ScratchFolder();
        var diagnostics = new DiagnosticBag();
        var bytes = SyntheticComposite.Build(Machine.Amd64, linqBuild: new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        using var image = ReadyToRunImage.Open(scratch.Write("all.r2r.dll", bytes), diagnostics, [SharedFramework.Folder])!;
        Assert.Null(image.GetName(2));
        Assert.Null(image.GetName(3));
        Assert.Equal(DiagnosticCodes.SymbolFileMissing, Assert.Single(diagnostics.ToList()).Code);
    }

    [Fact]
    public void Code_of_a_component_whose_table_is_lost_does_not_get_the_name_of_what_lies_before_it()
    {
        using var scratch = new ScratchFolder();
        var diagnostics = new DiagnosticBag();
        var bytes = SyntheticComposite.Build(Machine.Amd64, losesComponent: true);
        using var image = ReadyToRunImage.Open(scratch.Write("all.r2r.dll", bytes), diagnostics, [SharedFramework.Folder])!;
        Assert.Equal("instance void [Embedded] N.Thing::Method17()", image.GetName(image.Find(SyntheticComposite.Code + (2 * SyntheticComposite.Step))));
        Assert.Null(image.GetName(image.Find(SyntheticComposite.Code + (3 * SyntheticComposite.Step))));
        Assert.Equal(DiagnosticCodes.CorruptReadyToRun, Assert.Single(diagnostics.ToList()).Code);
    }

    [Fact]
    public void Every_corrupt_byte_of_a_composite_image_gives_diagnostics_and_nothing_else()
    {
        using var scratch = new ScratchFolder();
        var original = SyntheticComposite.Build(Machine.Amd64);
        var random = new Random(5);
        for (var at = 0x80; at < original.Length; at += 1 + random.Next(5))
        {
            var bytes = (byte[])original.Clone();
            bytes[at] ^= (byte)(1 << random.Next(8));
            var diagnostics = new DiagnosticBag();
            Bounded.Allocations(16 << 20, () =>
            {
                try
                {
                    using var image = ReadyToRunImage.Open(scratch.Write("all.r2r.dll", bytes), diagnostics, [SharedFramework.Folder]);
                    for (var i = 0; i < image?.Ranges.Count; i++)
                    {
                        image.GetName(i);
                    }
                }
                catch (InputException e)
                {
                    Assert.Equal(DiagnosticCodes.CorruptReadyToRun, e.Diagnostic.Code);
                }
            });
        }
    }
}
