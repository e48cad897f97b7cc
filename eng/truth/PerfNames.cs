using System.Globalization;
using PerfHarness.Processes;

namespace PerfHarness.Truth;

/// <summary>What perf itself makes of a recording, with the perf maps where it looks for them.</summary>
internal static class PerfNames
{
    /// <summary>The share of the leaves that <c>perf script</c> shows as <c>[unknown]</c>.</summary>
    public static async Task<double> GetUnnamedShareAsync(string data, string mapFolder)
    {
        var placed = new List<string>();
        foreach (var map in Directory.GetFiles(mapFolder, "perf-*.map"))
        {
            var place = Path.Combine("/tmp", Path.GetFileName(map));
            if (!File.Exists(place))
            {
                File.Copy(map, place);
                placed.Add(place);
            }
        }

        try
        {
            return await ReadAsync(data).ConfigureAwait(false);
        }
        finally
        {
            placed.ForEach(File.Delete);
        }
    }

    private static async Task<double> ReadAsync(string data)
    {
        var text = Path.ChangeExtension(data, ".script");
        var command = Command.Create("sh").WithArguments(["-c", "exec perf script -i \"$0\" --no-inline -F ip,sym >\"$1\" 2>/dev/null", data, text]).WithExitCodeCheck(false);
        await command.ExecuteBufferedAsync().ConfigureAwait(false);
        var (leaves, unnamed, isLeaf) = (0, 0, true);
        foreach (var line in File.ReadLines(text))
        {
            var frame = line.AsSpan().Trim();
            if (isLeaf && frame.Length > 0)
            {
                leaves++;
                unnamed += frame.EndsWith("[unknown]") ? 1 : 0;
            }

            isLeaf = frame.IsEmpty;
        }

        File.Delete(text);
        return leaves == 0 ? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"perf script shows no sample of {data}")) : unnamed / (double)leaves;
    }
}
