using System.Globalization;
using System.Text.RegularExpressions;

namespace PerfHarness.Tests.Instructions;

/// <summary>What the JIT compiler itself printed of its code (<c>DOTNET_JitDisasm</c>, <c>DOTNET_JitStdOutFile</c>): methods with the mnemonics of each of their bodies.</summary>
internal static partial class RuntimeDisassembly
{
    public const string Filler = "align";

    private const string End = "; Total bytes of code";

    /// <param name="mixed">Methods whose text is mixed with another's: two threads compiled at once.</param>
    /// <returns>By name (<c>Work:Sieve</c>), each body as its mnemonics; <c>align N</c> for N bytes of padding.</returns>
    public static ILookup<string, IReadOnlyList<string>> Read(string path, out HashSet<string> mixed)
    {
        var bodies = new List<(string Name, List<string> Words)>();
        mixed = [];
        var isOpen = false;
        foreach (var line in File.ReadLines(path))
        {
            var isHeader = line.Contains("; Assembly listing for method ", StringComparison.Ordinal);
            if (bodies.Count > 0 && (isHeader ? isOpen : !isOpen && line.StartsWith("       ", StringComparison.Ordinal)))
            {
                mixed.Add(bodies[^1].Name);
            }

            if (Header().Match(line) is { Success: true } header)
            {
                bodies.Add((header.Groups[1].Value, []));
                if (isOpen)
                {
                    mixed.Add(bodies[^1].Name);
                }
            }

            isOpen = isHeader || (isOpen && !line.StartsWith(End, StringComparison.Ordinal));
            if (isHeader)
            {
                continue;
            }

            if (bodies.Count == 0)
            {
                continue;
            }
            if (Alignment().Match(line) is { Success: true } alignment)
            {
                bodies[^1].Words.Add($"{Filler} {alignment.Groups[1].Value}");
            }
            else if (line.StartsWith("       ", StringComparison.Ordinal) && line.Length > 7 && char.IsAsciiLetterLower(line[7]))
            {
                Add(bodies[^1].Words, line.Split((char[])[' '], StringSplitOptions.RemoveEmptyEntries)[0]);
            }
        }

        return bodies.ToLookup(b => b.Name, IReadOnlyList<string> (b) => b.Words, StringComparer.Ordinal);
    }

    /// <summary>The words of one of our listings without the padding that the compiler has at those places; null where something else is there.</summary>
    public static IReadOnlyList<string>? RemoveFiller(IEnumerable<(string Words, int Length)> listed, IReadOnlyList<string> printed)
    {
        var (found, at, skip) = (new List<string>(), 0, 0);
        foreach (var (words, length) in listed)
        {
            while (skip == 0 && at < printed.Count && printed[at].StartsWith(Filler, StringComparison.Ordinal))
            {
                skip = int.Parse(printed[at++].AsSpan(Filler.Length + 1), CultureInfo.InvariantCulture);
            }

            if (skip > 0)
            {
                skip -= length;
                if (skip < 0 || !(words.EndsWith("nop", StringComparison.Ordinal) || words.EndsWith("xchg", StringComparison.Ordinal)))
                {
                    return null;
                }
            }
            else
            {
                found.Add(words == "movabs" ? "mov" : words);
                at++;
            }
        }

        return found;
    }

    // A prefix is on a line of its own.
    private static void Add(List<string> words, string word)
    {
        if (words is [.., "lock" or "rep" or "repne"])
        {
            words[^1] += " " + word;
        }
        else
        {
            words.Add(word == "tail.jmp" ? "jmp" : word);
        }
    }

    [GeneratedRegex(@"^; Assembly listing for method (\S+?)(?:\[[^\]]*\])?\(")]
    private static partial Regex Header();

    [GeneratedRegex(@"^\s+align\s+\[(\d+) bytes")]
    private static partial Regex Alignment();
}
