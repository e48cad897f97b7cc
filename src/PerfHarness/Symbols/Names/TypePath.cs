using System.Text;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// A named type as metadata knows it. Type arguments are in one flat list, outermost type first, as the runtime writes
/// them: <c>N.Outer`1+Inner`2[A,B,C]</c> is Outer&lt;A&gt;.Inner&lt;B,C&gt;.
/// </summary>
internal sealed class TypePath
{
    public string Namespace { get; set; } = "";

    /// <summary>The type and what it is nested in, outermost first. Never empty once read.</summary>
    public List<TypeSegment> Segments { get; } = [];

    /// <summary>Arguments as they are to be shown.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>Appends <c>Outer&lt;A&gt;.Inner&lt;B, C&gt;</c>, without the namespace; <c>int?</c> and <c>(int,
    /// string)</c> as C# has them.</summary>
    public void AppendShort(StringBuilder output)
    {
        if (Namespace == "System" && Segments.Count == 1)
        {
            if (Segments[0].Name == "Nullable" && Arguments.Count == 1)
            {
                output.Append(Arguments[0]).Append('?');
                return;
            }

            if (Segments[0].Name == "ValueTuple" && Arguments.Count is > 1 and < 8)
            {
                output.Append('(').AppendJoin(", ", Arguments).Append(')');
                return;
            }
        }

        var used = 0;
        for (var i = 0; i < Segments.Count; i++)
        {
            if (i > 0)
            {
                output.Append('.');
            }

            GeneratedName.AppendType(output, Segments[i].Name);
            AppendArguments(output, Segments[i].Arity, ref used, isLast: i == Segments.Count - 1);
        }
    }

    /// <summary>Appends the next arguments in angle brackets, or only the arity where they are not known.</summary>
    public void AppendArguments(StringBuilder output, int arity, ref int used, bool isLast)
    {
        // What is left over belongs to the last type: some spellings give no arity.
        var take = isLast ? Arguments.Count - used : Math.Min(arity, Arguments.Count - used);
        if (take > 0)
        {
            output.Append('<').AppendJoin(", ", Arguments.GetRange(used, take)).Append('>');
            used += take;
        }
        else if (arity > 0)
        {
            output.Append('<').Append(',', Math.Min(arity, 32) - 1).Append('>');
        }
    }
}
