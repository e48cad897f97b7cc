using System.Globalization;
using System.Text;

namespace PerfHarness.Measurements;

/// <summary>
/// A name that holds ordinals, without which it would be the name of several functions:
/// <code>
///   Acme.Shop.Run lambda#3(int)                 a lambda's, in its method
///   Acme.Shop.Run#2 async                       an overload's, among those that have generated code
///   Acme.run@12-1 lambda(int)                   F#: the line, and a counter
///   main::{lambda(int)#1}::operator()(int)      C++, and Rust's {closure#0}
///   work(int) [util.c#2]                        a file's, among those of one name
///   lambda_method(Closure, int) [#43]           a counter that one process gave
/// </code>
/// </summary>
/// <param name="Group">The name without ordinals.</param>
/// <param name="Ordinals">In the order of the text.</param>
internal readonly record struct OrdinalName(string Group, IReadOnlyList<int> Ordinals)
{
    private const string ProcessMark = " [#";

    /// <summary>Null where the name has none.</summary>
    public static OrdinalName? Parse(string name)
    {
        if (name.AsSpan().IndexOfAny('#', '@') < 0)
        {
            return null;
        }

        var ordinals = new List<int>();
        var group = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length;)
        {
            var length = MeasureOrdinal(name, i, ordinals);
            if (length == 0)
            {
                group.Append(name[i++]);
            }

            i += length;
        }

        return ordinals.Count > 0 ? new OrdinalName(group.ToString(), ordinals) : null;
    }

    /// <summary>The name without a counter that means nothing in another process.</summary>
    public static string RemoveProcessOrdinal(string name)
    {
        var mark = name.EndsWith(']') ? name.LastIndexOf(ProcessMark, StringComparison.Ordinal) : -1;
        return mark > 0 && name.AsSpan(mark + ProcessMark.Length)[..^1] is { IsEmpty: false } digits && digits.IndexOfAnyExceptInRange('0', '9') < 0
            ? name[..mark]
            : name;
    }

    /// <summary>By ordinals.</summary>
    public static int CompareOrdinals(IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
        {
            if (a[i] != b[i])
            {
                return a[i].CompareTo(b[i]);
            }
        }

        return a.Count.CompareTo(b.Count);
    }

    // "#3", or F#'s "@12" and "@12-1".
    private static int MeasureOrdinal(string name, int start, List<int> ordinals)
    {
        if (start == 0 || name[start] is not ('#' or '@') || !TryReadNumber(name, start + 1, out var end, out var number))
        {
            return 0;
        }

        ordinals.Add(number);
        if (name[start] == '@')
        {
            var hasCounter = TryReadNumber(name, end + 1, out var counterEnd, out var counter) && name[end] == '-';
            ordinals.Add(hasCounter ? counter : 0);
            end = hasCounter ? counterEnd : end;
        }

        return end - start;
    }

    private static bool TryReadNumber(string name, int start, out int end, out int number)
    {
        for (end = Math.Min(start, name.Length); end < name.Length && char.IsAsciiDigit(name[end]); end++)
        {
        }

        return int.TryParse(name.AsSpan()[Math.Min(start, end)..end], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
