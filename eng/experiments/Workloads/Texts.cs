using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Workloads;

/// <summary>A compiled regular expression; building and splitting strings.</summary>
internal static class Texts
{
    private static readonly Regex Line = new(
        @"(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)\s+(?<level>[A-Z]+)\s+(.*?)\s+(\w+)=(\d+)",
        RegexOptions.Compiled);

    public static double Run(int rounds, int tuned)
    {
        var lines = Enumerable.Range(0, 500).Select(CreateLine).ToArray();
        var sum = 0.0;
        for (var i = 0; i < rounds; i++)
        {
            var text = new StringBuilder();
            foreach (var line in lines)
            {
                var match = Line.Match(line);
                sum += match.Success ? int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) : 0;
                text.Append(line.ToUpperInvariant().Replace("KEY", "k", StringComparison.Ordinal)).Append('\n');
                sum += line.Split(' ').Sum(part => part.Length);
            }

            var all = text.ToString();
            sum += Encoding.UTF8.GetBytes(all).Length + Tuned(all, all.Length * tuned / 1000);
        }

        return sum;
    }

    private static string CreateLine(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"2024-01-{(number % 28) + 1:00} INFO some message here {number} key{number % 7}={number * 17}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Tuned(string text, int steps)
    {
        var hash = 1u;
        for (var i = 0; i < steps; i++)
        {
            hash = (hash << 5) ^ (hash >> 3) ^ text[i % text.Length];
        }

        return (int)(hash & 1);
    }
}
