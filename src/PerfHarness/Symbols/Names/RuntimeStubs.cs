using PerfHarness.Profiles;

namespace PerfHarness.Symbols.Names;

/// <summary>
/// Code that .NET's runtime writes for itself. Perf maps have one line for each piece, such as
/// <c>stub&lt;945&gt; GenerateLookupStub&lt;GenerateLookupStub&gt;</c> or <c>stub Link&lt;UnboxingStub&gt;</c>; all pieces
/// of a kind are one function.
/// </summary>
internal static class RuntimeStubs
{
    public const string Module = "[dotnet]";

    public static bool TryParse(ReadOnlySpan<char> text, out ManagedName name)
    {
        name = default;
        if (!text.StartsWith("stub"))
        {
            return false;
        }

        var rest = text[4..];
        if (rest is ['<', ..] && rest.IndexOf('>') is > 0 and var close)
        {
            rest = rest[(close + 1)..];
        }

        if (rest is not [' ', _, ..])
        {
            return false;
        }

        var writer = rest[1..].Trim();
        var kind = writer;
        if (writer is [.., '>'] && writer.IndexOf('<') is > 0 and var open)
        {
            kind = writer[(open + 1)..^1];
            kind = kind.IsEmpty || kind is "Unknown" ? writer[..open] : kind;
        }

        name = Create(kind.ToString());
        return true;
    }

    public static ManagedName Create(string kind) => new(new FunctionName(Module, kind), FrameKind.Stub);
}
