using System.Text;

namespace PerfHarness.Measurements;

/// <summary>Removes the type arguments from a canonical name.</summary>
internal static class GenericName
{
    /// <summary>
    /// <c>Map&lt;int,List&lt;T&gt;&gt;.Add(int)</c> → <c>Map&lt;,&gt;.Add(int)</c>: the number of arguments stays, since it is part
    /// of the type. Brackets that do not pair, operators and <c>-></c> are left as they are.
    /// </summary>
    public static string RemoveTypeArguments(string name)
    {
        if (!name.Contains('<', StringComparison.Ordinal))
        {
            return name;
        }

        var result = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            result.Append(name[i]);
            if (name[i] != '<' || !StartsTypeArguments(name, i) || FindClosingBracket(name, i) is not (> 0 and var close))
            {
                continue;
            }

            result.Append(',', CountCommas(name, i, close)).Append('>');
            i = close;
        }

        return result.ToString();
    }

    // Type arguments directly follow a type's or method's name, unlike the brackets of "operator<" and "<Main>$".
    private static bool StartsTypeArguments(string name, int open) =>
        open > 0 && (char.IsLetterOrDigit(name[open - 1]) || name[open - 1] == '_')
        && !name.AsSpan(0, open).EndsWith("operator", StringComparison.Ordinal);

    private static int FindClosingBracket(string name, int open)
    {
        var depth = 0;
        for (var i = open; i < name.Length; i++)
        {
            if (name[i] == '<')
            {
                depth++;
            }
            else if (name[i] == '>' && name[i - 1] is not ('-' or '=') && --depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private static int CountCommas(string name, int open, int close)
    {
        var (depth, commas) = (0, 0);
        for (var i = open + 1; i < close; i++)
        {
            depth += name[i] switch { '<' or '(' or '[' => 1, '>' or ')' or ']' => -1, _ => 0 };
            commas += name[i] == ',' && depth == 0 ? 1 : 0;
        }

        return commas;
    }
}
