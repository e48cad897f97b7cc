using System.Globalization;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Symbols.Jit;

/// <summary>
/// Functions of one name in one process. Each DynamicMethod of .NET's is a function of its own, and has no name but the one that
/// its maker gave it; Python's lambdas in one function are all <c>&lt;lambda&gt;</c>. They are numbered in the
/// order of their code, from 1 on; code at the address of earlier code of that name has its number.
/// </summary>
internal sealed class EqualNames
{
    private readonly Dictionary<int, int> _numbers = [];

    /// <param name="methods">Index, address and text of what a process listed, in its order.</param>
    public EqualNames(IEnumerable<(int Index, ulong Start, string Text)> methods)
    {
        var byName = new Dictionary<string, Dictionary<ulong, int>>(StringComparer.Ordinal);
        var found = new List<(int Index, int Number, Dictionary<ulong, int> Same)>();
        foreach (var (index, start, text) in methods)
        {
            if (!byName.TryGetValue(text, out var same))
            {
                byName.Add(text, same = []);
            }

            same.TryAdd(start, same.Count + 1);
            found.Add((index, same[start], same));
        }

        foreach (var (index, number, _) in found.Where(f => f.Same.Count > 1))
        {
            _numbers.Add(index, number);
        }
    }

    /// <summary>Whether a line may need a number: not a stub's.</summary>
    public static bool Contains(ReadOnlySpan<byte> text) => text.StartsWith("py::"u8)
        || (text.IndexOf("dynamicClass::"u8) is >= 0 and var start && !text[(start + "dynamicClass::"u8.Length)..].StartsWith("IL_STUB"u8));

    public ManagedName Number(ManagedName name, int index) =>
        name.Kind != FrameKind.Stub && _numbers.TryGetValue(index, out var number) && !name.Name.Name.EndsWith(']')
            ? name with { Name = name.Name with { Name = FormatOrdinal(name.Name.Name, number) } }
            : name;

    private static string FormatOrdinal(string name, int number) =>
        DynamicMethodName.FormatOrdinal(name, number.ToString(CultureInfo.InvariantCulture));
}
