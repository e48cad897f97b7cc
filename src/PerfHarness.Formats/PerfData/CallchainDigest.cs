using System.Numerics;

namespace PerfHarness.Formats.PerfData;

/// <summary>
/// 128 bits that stand for a callchain: equal for equal ones, and with all but certainty different for others. Four sums
/// take every fourth entry each, so that the processor works on several multiplications at a time:
/// <code>
///   chain   k0 k1 k2 k3 │ u0 u1 u2 u3 │ u4            sum ← rotate(sum + entry × prime) × prime
///   sums    a  b  c  d  │ a  b  c  d  │ a
/// </code>
/// An entry is multiplied before and after the rotation: otherwise its highest bits would reach only as far as a low bit of the
/// next one.
/// Not for secrets: who writes the recording decides what it says anyway.
/// </summary>
internal readonly record struct CallchainDigest(ulong Low, ulong High)
{
    private const ulong Prime1 = 0x9e37_79b1_85eb_ca87;
    private const ulong Prime2 = 0xc2b2_ae3d_27d4_eb4f;
    private const ulong Prime3 = 0x1656_67b1_9e37_79f9;
    private const ulong Prime4 = 0x85eb_ca77_c2b2_ae63;

    /// <param name="chain">Entries as they were recorded.</param>
    /// <param name="context">What else the callchain's meaning depends on.</param>
    public static CallchainDigest Compute(ReadOnlySpan<ulong> chain, ulong context)
    {
        ulong a = Prime1 ^ context, b = Prime2 + (ulong)chain.Length, c = Prime3, d = Prime4;
        var i = 0;
        for (; i <= chain.Length - 4; i += 4)
        {
            a = BitOperations.RotateLeft(a + (chain[i] * Prime2), 31) * Prime1;
            b = BitOperations.RotateLeft(b + (chain[i + 1] * Prime2), 31) * Prime1;
            c = BitOperations.RotateLeft(c + (chain[i + 2] * Prime2), 31) * Prime1;
            d = BitOperations.RotateLeft(d + (chain[i + 3] * Prime2), 31) * Prime1;
        }

        for (; i < chain.Length; i++)
        {
            (a, b, c, d) = (b, c, d, BitOperations.RotateLeft(a + (chain[i] * Prime2), 31) * Prime1);
        }

        var low = Mix(a ^ BitOperations.RotateLeft(b, 17)) + Mix(c + Prime3);
        var high = Mix(d ^ BitOperations.RotateLeft(c, 41)) + Mix(b + Prime4);
        return new CallchainDigest(Mix(low ^ BitOperations.RotateLeft(high, 31)), Mix(high + (low * Prime1)));
    }

    /// <summary>Of the callchain in a process.</summary>
    /// <param name="version">Differs when the process's addresses mean something else.</param>
    public CallchainDigest With(int pid, long version)
    {
        var place = Mix(((ulong)version * Prime1) + (uint)pid);
        return new CallchainDigest(Low + place, High ^ BitOperations.RotateLeft(place, 32));
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 33)) * 0xff51_afd7_ed55_8ccd;
        x = (x ^ (x >> 33)) * 0xc4ce_b9fe_1a85_ec53;
        return x ^ (x >> 33);
    }
}
