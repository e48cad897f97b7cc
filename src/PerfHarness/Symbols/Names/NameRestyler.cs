using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// Shortens canonical names. They have the form <c>path[ words][(parameters)]</c>, where only the path has dots that matter and
/// an operator's own symbol may be an angle bracket: <c>N.Idx.operator &lt;(Idx, Idx)</c>.
/// </summary>
internal static class NameRestyler
{
    public static string Restyle(string name, NameStyle style)
    {
        if (style == NameStyle.Full)
        {
            return name;
        }

        var pathEnd = PathEnd(name);
        var parameters = ParametersStart(name, pathEnd);
        var path = name[..pathEnd];
        var isGeneric = path.Contains('<', StringComparison.Ordinal);
        if (style.HasFlag(NameStyle.WithoutNamespace))
        {
            path = LastTwoParts(path);
        }

        if (style.HasFlag(NameStyle.MergedGenerics) && isGeneric)
        {
            path = WithoutArguments(path);
        }

        var cut = style.HasFlag(NameStyle.WithoutParameters) || (isGeneric && style.HasFlag(NameStyle.MergedGenerics));
        return path + (cut ? name[pathEnd..parameters] : name[pathEnd..]);
    }

    // The path ends at the first blank or parenthesis outside angle brackets.
    private static int PathEnd(string name)
    {
        var depth = 0;
        for (var i = 0; i < name.Length; i++)
        {
            switch (name[i])
            {
                case '<':
                    depth++;
                    break;
                case '>':
                    depth--;
                    break;
                case ' ' or '(' when depth <= 0:
                    return i;
            }
        }

        return name.Length;
    }

    private static int ParametersStart(string name, int pathEnd)
    {
        var open = name.IndexOf('(', pathEnd);
        return open < 0 ? name.Length : open;
    }

    private static string LastTwoParts(string path)
    {
        var depth = 0;
        var parts = 0;
        for (var i = path.Length - 1; i >= 0; i--)
        {
            depth += path[i] switch { '>' => 1, '<' => -1, _ => 0 };
            if (path[i] != '.' || depth != 0)
            {
                continue;
            }

            if (i > 0 && path[i - 1] == '.')
            {
                i--;
            }

            if (++parts == 2)
            {
                return path[(i + 1)..];
            }
        }

        return path;
    }

    // List<int> is List<>, Dictionary<string, List<int>> is Dictionary<,>.
    private static string WithoutArguments(string path)
    {
        var output = new StringBuilder(path.Length);
        var depth = 0;
        foreach (var c in path)
        {
            var before = depth;
            depth += c switch { '<' => 1, '>' => -1, _ => 0 };
            if ((before == 0 || depth == 0) || (c == ',' && depth == 1))
            {
                output.Append(c);
            }
        }

        return output.ToString();
    }
}
