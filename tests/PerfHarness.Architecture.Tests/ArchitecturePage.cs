using System.Text.RegularExpressions;

namespace PerfHarness.Architecture.Tests;

/// <summary>The tables of rooms in eng/architecture.md: a row is <c>| `Room` | what it holds | `Room` `Room` |</c>.</summary>
internal static partial class ArchitecturePage
{
    public const string Path = "eng/architecture.md";

    /// <summary>By room: the rooms that it may use.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> ReadRooms()
    {
        var rooms = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var line in File.ReadLines(System.IO.Path.Combine(SourceTree.Root, Path)))
        {
            if (Row().Match(line) is { Success: true } row)
            {
                rooms.Add(row.Groups["room"].Value, [.. Code().Matches(row.Groups["uses"].Value).Select(use => use.Groups[1].Value)]);
            }
        }

        return rooms;
    }

    [GeneratedRegex(@"^\| `(?<room>PerfHarness[\w./]*)` \|.*\|(?<uses>[^|]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
