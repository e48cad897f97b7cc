using System.Globalization;
using PerfHarness.Analysis;
using PerfHarness.Import;
using PerfHarness.Instructions;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols.Native;

namespace PerfHarness.Tests.Instructions;

/// <summary>Listings of a recorded C program, compared with perf's own text of the samples.</summary>
[TimeLimit(120)]
[Trait(Needs.Trait, Needs.Perf)]
public sealed class NativeListingTests : IDisposable
{
    private const string Program = """
        #include <stdio.h>
        volatile unsigned seed = 1;
        static inline unsigned mix(unsigned x) { x ^= x << 13; x ^= x >> 17; x ^= x << 5; return x; }
        __attribute__((noipa)) unsigned work(const char *text, int n)
        {
            unsigned h = seed;
            for (int i = 0; i < n; i++)
            {
                h = mix(h + text[i & 15]);
                if (h % 7 == 0) h += i / ((h & 15) + 1);
            }
            return h;
        }
        __attribute__((noipa)) unsigned outer(const char *text) { return work(text, 4000) + seed; }
        int main(void)
        {
            unsigned s = 0;
            for (int i = 0; i < 40000; i++) s += outer("hello, world....");
            printf("%u\n", s);
            return 0;
        }
        """;

    private readonly CompilerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-O2 -g -fno-omit-frame-pointer")]
    [InlineData("-O2 -g -fno-omit-frame-pointer -no-pie -fno-pie")]
    public void Samples_are_at_the_instructions_where_perf_has_them(string options)
    {
        using var importer = Record(options);
        var selection = SampleFilter.None.Apply(importer.Build());
        var (work, mix) = (List(importer, selection, "work"), List(importer, selection, "mix"));
        var shares = SelfShares.Compute(selection, Measure.Samples);

        Assert.Equal(shares.Find(work.Function.Name)!.SelfSamples, work.Samples);
        Assert.Equal(shares.Find(mix.Function.Name)!.SelfSamples, mix.Samples);
        var (body, part) = (Assert.Single(work.Bodies), Assert.Single(mix.Bodies));
        Assert.Null(body.Host);
        Assert.Equal("work", part.Host!.Value.Name);
        Assert.Equal(body.Start, part.Start);
        Assert.Equal(body.OtherSamples, mix.Samples);
        // perf knows no inlined calls in its addresses: both are samples of the body.
        var expected = CountLeaves(body.Size);
        Assert.Equal(expected, body.Instructions.Where(i => i.Samples + i.OtherSamples > 0).ToDictionary(i => i.Address - body.Start, i => i.Samples + i.OtherSamples));
        Assert.All(part.Instructions.Where(i => i.Samples > 0), i => Assert.Equal(i.Samples, body.Instructions.Single(b => b.Address == i.Address).OtherSamples));
        Assert.All(part.Instructions, i => Assert.Equal(3, i.Line!.Value.Line));
        Assert.Contains(body.Instructions, i => i is { IsHot: true, Samples: > 0 });
        Assert.Contains(body.Instructions, i => i is { JumpsBack: true });
        Assert.All(body.Instructions.Where(i => i.Jump >= 0), i => Assert.True(body.Instructions[i.Jump].IsJumpTarget));
    }

    [Fact]
    public void Inclusive_samples_are_at_the_call()
    {
        using var importer = Record("-O0 -g");
        var selection = SampleFilter.None.Apply(importer.Build());
        var listing = List(importer, selection, "outer", new ListingOptions { IsInclusive = true });

        Assert.Equal(SelfShares.Compute(selection, Measure.Samples).Find(listing.Function.Name)!.TotalSamples, listing.Samples);
        var call = Assert.Single(listing.Bodies).Instructions.Single(i => i.Target == "work");
        Assert.StartsWith("call", call.Text, StringComparison.Ordinal);
        Assert.True(call.Samples > listing.Samples * 9 / 10, $"{call.Samples} of {listing.Samples}");
    }

    [Fact]
    public void A_replaced_program_has_no_instructions_and_says_so()
    {
        using (Record("-O2 -g -fno-omit-frame-pointer"))
        {
        }

        _folder.Compile("p.c", Program.Replace("4000", "5000", StringComparison.Ordinal), "-O1");
        using var importer = Import();
        var selection = SampleFilter.None.Apply(importer.Build());
        var body = Assert.Single(List(importer, selection, "[p]").Bodies);

        Assert.Empty(body.Instructions);
        Assert.Equal(body.Samples, body.Locations.Sum(l => l.Samples));
        Assert.Contains(body.GetNotes(), note => note.Contains("no file of the recorded build", StringComparison.Ordinal));
        Assert.Contains(body.GetNotes(), note => note.Contains("--symbols", StringComparison.Ordinal));
    }

    private static CodeListing List(ProfileImporter importer, SampleSelection selection, string function, ListingOptions? options = null) =>
        CodeListingBuilder.Build(selection, FunctionQuery.Find(selection.Profile.Functions, function), importer.Code, options ?? new ListingOptions());

    private ProfileImporter Record(string options)
    {
        Tools.SkipUnless("perf");
        var program = _folder.Compile("p.c", Program, options.Split(' '));
        Tools.Run("perf", ["record", "-q", "-g", "-F", "1997", "-o", "p.data", program], _folder.Folder);
        return Import();
    }

    private ProfileImporter Import()
    {
        var importer = new ProfileImporter(new ImportOptions { KeepAddresses = true, KeepLines = true, KeepCode = true });
        importer.Add(_folder.PathOf("p.data"));
        return importer;
    }

    // By offset in the function: the first address of each stack, where perf names it as in "work+0x1c".
    private Dictionary<ulong, long> CountLeaves(ulong size)
    {
        var text = Tools.Run("perf", ["script", "-i", "p.data", "--no-inline", "-F", "comm,ip,sym,symoff"], _folder.Folder);
        var counts = new Dictionary<ulong, long>();
        foreach (var stack in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var leaf = stack.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(l => l.StartsWith('\t') || l.StartsWith("  ", StringComparison.Ordinal))?.Trim() ?? "";
            var at = leaf.IndexOf(" work+0x", StringComparison.Ordinal);
            if (at > 0 && ulong.TryParse(leaf.AsSpan(at + " work+0x".Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var offset) && offset < size)
            {
                counts[offset] = counts.GetValueOrDefault(offset) + 1;
            }
        }

        return counts;
    }
}
