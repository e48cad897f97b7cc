using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>Reads one segment of a type's path: the namespace and name of the outermost type, or the name of a nested one, with its arity.</summary>
internal static class TypeSegmentReader
{
    public static bool TryRead(ref TypeCursor cursor, TypePath path)
    {
        var name = new StringBuilder();
        var partStart = 0;
        var arity = 0;
        for (; !cursor.IsAtEnd; cursor.Position++)
        {
            if (cursor.Current == '<' && name.Length == partStart)
            {
                if (!TryReadAngle(ref cursor, name))
                {
                    return false;
                }
            }
            else if (cursor.Current is '<' or '>' or '[' or ']' or '(' or ')' or ',' or '*' or '&' or '+' or '/' || cursor.IsNameEnd)
            {
                break;
            }
            else if (cursor.Current == '`' && char.IsAsciiDigit(cursor.Next))
            {
                cursor.Position++;
                _ = cursor.TryReadNumber(out arity);
                cursor.Position--;
            }
            else
            {
                var c = ReadCharacter(ref cursor);
                name.Append(c);

                // Only the outermost type has a namespace.
                partStart = c == '.' && path.Segments.Count == 0 && name.Length > 1 ? name.Length : partStart;
            }
        }

        if (path.Segments.Count == 0 && partStart > 0 && partStart < name.Length)
        {
            path.Namespace = name.ToString(0, partStart - 1);
            name.Remove(0, partStart);
        }

        path.Segments.Add(new TypeSegment(name.ToString(), arity));
        return name.Length > 0;
    }

    // "<Work>" of "<Work>d__0". The cursor stays on the closing bracket.
    private static bool TryReadAngle(ref TypeCursor cursor, StringBuilder name)
    {
        var close = GeneratedName.ClosingAngle(cursor.Rest);
        if (close < 0)
        {
            return false;
        }

        name.Append(cursor.Rest[..(close + 1)]);
        cursor.Position += close;
        return true;
    }

    // A backslash escapes what follows it.
    private static char ReadCharacter(ref TypeCursor cursor)
    {
        if (cursor.Current == '\\' && cursor.Rest.Length > 1)
        {
            cursor.Position++;
        }

        return cursor.Current;
    }
}
