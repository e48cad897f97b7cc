using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PortablePdb;
using PerfHarness.Formats.ReadyToRun;
using PerfHarness.Formats.Tests.ReadyToRun;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Formats.Tests.PortablePdb;

[TimeLimit(120)]
public sealed class CorruptPdbTests
{
    // The whole of an intact one, our own assembly's bytes among it, takes a fifth of it.
    private const long MostBytes = 32 << 20;

    private static readonly string Assembly = typeof(Spellings).Assembly.Location;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Flipped_bits_in_a_pdb_give_diagnostics_and_nothing_else(int seed)
    {
        var original = File.ReadAllBytes(Path.ChangeExtension(Assembly, ".pdb"));
        var random = new Random(seed);
        for (var round = 0; round < 30; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var i = 0; i < 1 + (round * 40); i++)
            {
                bytes[random.Next(round % 3 == 0 ? 600 : bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            Exercise(bytes);
        }
    }

    [Fact]
    public void A_pdb_cut_anywhere_gives_diagnostics_and_nothing_else()
    {
        var original = File.ReadAllBytes(Path.ChangeExtension(Assembly, ".pdb"));
        for (var length = 0; length < 400; length += 7)
        {
            Exercise(original[..length]);
        }

        for (var step = 1; step < 24; step++)
        {
            Exercise(original[..(int)(original.Length * (step / 24.0))]);
        }
    }

    [Fact]
    public void An_embedded_pdb_whose_size_is_a_lie_allocates_nothing_of_it()
    {
        using var scratch = new ScratchFolder();
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "xunit.v3.common.dll"));
        var at = bytes.AsSpan().IndexOf("MPDB"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(at + 4), 0x7fff_ffff);
        var path = scratch.Write("xunit.v3.common.dll", bytes);
        var diagnostics = new DiagnosticBag();
        Bounded.Allocations(4 << 20, () => Assert.Null(MethodSources.Open(path, new SymbolFolders([], diagnostics), diagnostics)));
        Assert.Equal(DiagnosticCodes.CorruptPdb, diagnostics.ToList()[0].Code);
    }

    private static void Exercise(byte[] pdb) => Bounded.Allocations(MostBytes, () => Read(pdb));

    private static void Read(byte[] pdb)
    {
        using var scratch = new ScratchFolder();
        var dll = scratch.Write("App.dll", File.ReadAllBytes(Assembly));
        scratch.Write("PerfHarness.Formats.Tests.pdb", pdb);
        var diagnostics = new DiagnosticBag();
        using var sources = MethodSources.Open(dll, new SymbolFolders([], diagnostics), diagnostics);
        using var pe = PeFile.Open(Assembly);
        var metadata = pe.TryGetMetadata(diagnostics)!;
        var module = MetadataModule.From(metadata, "?");
        foreach (var method in metadata.MethodDefinitions.Take(200))
        {
            sources?.Find(RuntimeMethodName.Format(module, method));
        }

        Assert.All(diagnostics.ToList(), d => Assert.True(d.Code == DiagnosticCodes.CorruptPdb || d.Code == DiagnosticCodes.BuildIdMismatch, d.ToString()));
    }
}
