using System.Globalization;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// A method that the C# compiler made from a part of another one:
/// <code>
///   W+&lt;&gt;c::&lt;Work&gt;b__3_1                     W, Work, 3          ordinals: the method's in W, the lambda's in Work
///   W+&lt;&gt;c__DisplayClass3_0::&lt;Work&gt;b__1      W, Work, 3
///   W+&lt;Work&gt;d__3::MoveNext                  W, Work, 3
///   W::&lt;Work&gt;g__Local|3_2                   W, Work, 3, Local, 2
/// </code>
/// Overloads have one name and different ordinals in their type.
/// </summary>
/// <param name="Owner">The type that the programmer wrote, as in runtime names.</param>
/// <param name="Origin">Name of the method that the programmer wrote.</param>
/// <param name="Ordinal">The method's ordinal in its type.</param>
/// <param name="Local">Name of the local function, or empty.</param>
/// <param name="LocalOrdinal">The local function's ordinal in the method.</param>
internal readonly record struct GeneratedMember(string Owner, string Origin, int Ordinal, string Local, int LocalOrdinal)
{
    private const string DisplayClass = "<>c__DisplayClass";
    private const int MaxDepth = 8;

    /// <summary>Null where the method is none, or has no ordinal.</summary>
    public static GeneratedMember? Parse(string declaringType, string method)
    {
        var ownerEnd = FindGeneratedSegment(declaringType);
        var member = new GeneratedMember(ownerEnd < 0 ? declaringType : declaringType[..Math.Max(ownerEnd - 1, 0)], "", -1, "", -1);
        foreach (var piece in (ownerEnd < 0 ? "" : declaringType[ownerEnd..]).Split('+').Append(method))
        {
            var text = piece.AsSpan();
            text = text.LastIndexOf('`') is > 0 and var arity ? text[..arity] : text;
            member = text.StartsWith(DisplayClass) ? member with { Ordinal = ReadNumber(text[DisplayClass.Length..]) } : member.Add(text, 0);
        }

        return member is { Origin.Length: > 0, Ordinal: >= 0 } ? member : null;
    }

    /// <summary>The runtime name with the method's and the local function's own numbers: <c>&lt;Work#2&gt;b__3_1</c>.</summary>
    public string Number(string runtimeName, int overload, int local)
    {
        var nameEnd = runtimeName.IndexOf('(', Math.Max(0, runtimeName.IndexOf("::", StringComparison.Ordinal)));
        var name = nameEnd < 0 ? runtimeName : runtimeName[..nameEnd];
        var rest = runtimeName[name.Length..];
        name = overload > 0 ? name.Replace($"<{Origin}>", FormattableString.Invariant($"<{Origin}#{overload}>"), StringComparison.Ordinal) : name;
        name = local > 0 ? name.Replace($"g__{Local}|", FormattableString.Invariant($"g__{Local}#{local}|"), StringComparison.Ordinal) : name;
        return name + rest;
    }

    // Where the first segment starts that a compiler made.
    private static int FindGeneratedSegment(string type)
    {
        var start = 0;
        while (start >= 0 && GeneratedName.Classify(type.AsSpan(start), out _) == GeneratedTypeKind.None && !type.AsSpan(start).StartsWith("<<"))
        {
            var plus = type.IndexOf('+', start);
            start = plus < 0 ? -1 : plus + 1;
        }

        return start;
    }

    // "<Work>b__3_1", "<<Work>b__3_1>d", "<Work>g__Local|3_2", "<Work>d__3"
    private GeneratedMember Add(ReadOnlySpan<char> text, int depth)
    {
        if (text is not ['<', ..] || depth > MaxDepth || GeneratedName.ClosingAngle(text) is not (> 1 and var close))
        {
            return this;
        }

        var origin = text[1..close];
        var rest = text[(close + 1)..];
        var member = origin is ['<', ..] ? Add(origin, depth + 1) : Origin.Length > 0 ? this : this with { Origin = origin.ToString() };
        if (rest.StartsWith("d__"))
        {
            return member.WithOrdinal(ReadNumber(rest[3..]));
        }

        var ordinals = rest[(rest.LastIndexOf('|') + 1)..];
        ordinals = rest.StartsWith("b__") ? rest[3..] : ordinals;
        var split = ordinals.IndexOf('_');
        if (rest.StartsWith("b__") || rest.StartsWith("g__"))
        {
            member = split > 0 ? member.WithOrdinal(ReadNumber(ordinals[..split])) : member;
            var bar = rest.LastIndexOf('|');
            return rest[0] == 'g' && bar > 3
                ? member with { Local = rest[3..bar].ToString(), LocalOrdinal = ReadNumber(ordinals[(split + 1)..]) }
                : member;
        }

        return member;
    }

    private GeneratedMember WithOrdinal(int ordinal) => Ordinal >= 0 ? this : this with { Ordinal = ordinal };

    private static int ReadNumber(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}
