using System.Runtime.CompilerServices;

namespace Bench;

/// <summary>The measured work: reads a small table of text.</summary>
internal static class Table
{
    // A regression to detect: BENCH_SLOW=1 hashes every field four times.
    private static readonly bool Slow = Environment.GetEnvironmentVariable("BENCH_SLOW") == "1";
    private static readonly string Text = string.Join(
        '\n',
        Enumerable.Range(0, 400).Select(i => $"name{i};{i * 7919 % 100_003};field of some length {i}"));

    public static ulong Read()
    {
        ulong sum = 0;
        foreach (var line in Text.AsSpan().EnumerateLines())
        {
            foreach (var range in line.Split(';'))
            {
                var field = line[range];
                sum += ReadNumber(field) + Hash(field) + (Slow ? Hash(field) + Hash(field) + Hash(field) : 0);
            }
        }

        return sum;
    }

    // Not inlined, so that both methods appear in the profile.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ReadNumber(ReadOnlySpan<char> field)
    {
        ulong number = 0;
        for (var round = 0; round < 6; round++)
        {
            foreach (var c in field)
            {
                number = char.IsAsciiDigit(c) ? (number * 10) + (ulong)(c - '0') : number ^ c;
            }
        }

        return number;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Hash(ReadOnlySpan<char> field)
    {
        var hash = 0xcbf29ce484222325UL;
        for (var round = 0; round < 4; round++)
        {
            foreach (var c in field)
            {
                hash = (hash ^ c) * 0x100000001b3UL;
            }
        }

        return hash;
    }
}
