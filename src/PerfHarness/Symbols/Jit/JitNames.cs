using System.Text;
using PerfHarness.Profiles;
using PerfHarness.Symbols.Names;

namespace PerfHarness.Symbols.Jit;

/// <summary>Names of a perf map or jitdump, whichever runtime wrote them.</summary>
internal static class JitNames
{
    /// <summary>The canonical name. Never fails: what no runtime is known to write is its own name, in module <c>[jit]</c>.</summary>
    /// <param name="isHotSpot">The file was written by a Java runtime, whose stubs have no mark of their own
    /// (<see cref="HotSpotNames.IsHotSpotMarker"/>).</param>
    public static ManagedName Parse(ReadOnlySpan<char> text, bool isHotSpot = false)
    {
        text = ManagedNames.Truncate(text).Trim();
        if (isHotSpot)
        {
            return HotSpotNames.Parse(text);
        }

        if (ManagedNames.TryParse(text, out var name) || V8Names.TryParse(text, out name) || CPythonNames.TryParse(text, out name)
            || HotSpotNames.TryParseDescriptor(text, out name))
        {
            return name;
        }

        return ManagedNames.CreateVerbatim("[jit]", text);
    }

    /// <summary>The same for the bytes of a file; invalid UTF-8 becomes U+FFFD.</summary>
    public static ManagedName Parse(ReadOnlySpan<byte> utf8, bool isHotSpot = false) =>
        Parse(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, ManagedNames.MaxLength)]).AsSpan(), isHotSpot);

    /// <param name="text">The line of the map, by which a .NET method is found in its PDB.</param>
    internal static Symbol ToSymbol(in ManagedName name, ulong start, ulong size, string text) =>
        new(start, size, name.Name, name.Kind, name.Tier)
        {
            Source = name.Source,
            RuntimeName = name is { Kind: FrameKind.Jit, Source: null } && text.Contains("::", StringComparison.Ordinal) ? text : null,
        };
}
