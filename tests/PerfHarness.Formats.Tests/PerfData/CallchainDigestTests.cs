using PerfHarness.Formats.PerfData;

namespace PerfHarness.Formats.Tests.PerfData;

public sealed class CallchainDigestTests
{
    [Fact]
    public void Every_bit_of_every_entry_counts()
    {
        var random = new Random(3);
        var seen = new HashSet<CallchainDigest>();
        var count = 0;
        for (var length = 1; length < 20; length++)
        {
            var chain = new ulong[length];
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(chain.AsSpan()));
            for (var entry = 0; entry < length; entry++)
            {
                for (var bit = 0; bit < 64; bit++)
                {
                    chain[entry] ^= 1ul << bit;
                    seen.Add(CallchainDigest.Compute(chain, 0));
                    chain[entry] ^= 1ul << bit;
                    count++;
                }
            }
        }

        Assert.Equal(count, seen.Count);
        Assert.Equal(count, seen.Select(d => d.Low).Distinct().Count());
        Assert.Equal(count, seen.Select(d => d.High).Distinct().Count());
    }

    [Fact]
    public void Order_length_context_process_and_version_count()
    {
        ulong[] chain = [0x400_1000, 0x400_2000, 0x400_1000, 0x400_3000, 0];
        var all = new List<CallchainDigest>
        {
            CallchainDigest.Compute(chain, 1),
            CallchainDigest.Compute(chain, 2),
            CallchainDigest.Compute(chain.AsSpan(0, 4), 1),
            CallchainDigest.Compute([0x400_2000, 0x400_1000, 0x400_1000, 0x400_3000, 0], 1),
            CallchainDigest.Compute([0x400_1000, 0x400_2000, 0x400_1000, 0, 0x400_3000], 1),
            CallchainDigest.Compute([], 1),
        };
        all.AddRange(all.ToList().SelectMany(d => new[] { d.With(1, 0), d.With(2, 0), d.With(1, 1), d.With(1, 1L << 32) }));
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Equal(CallchainDigest.Compute(chain, 1), CallchainDigest.Compute(chain.ToArray(), 1));
    }

    // Addresses of real callchains differ in few bits, and many callchains in one entry.
    [Fact]
    public void Similar_callchains_have_different_digests()
    {
        var seen = new HashSet<ulong>();
        for (ulong a = 0; a < 256; a++)
        {
            for (ulong b = 0; b < 256; b++)
            {
                seen.Add(CallchainDigest.Compute([0x7f00_0000_0000 + a, 0x40_0000, 0x40_0100, 0x7f00_0000_0000 + b, 0x40_0000], 2).Low & 0xffff_ffff_ffff);
            }
        }

        Assert.Equal(65536, seen.Count);
    }
}
