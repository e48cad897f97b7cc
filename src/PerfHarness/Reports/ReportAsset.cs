using System.Security.Cryptography;
using System.Text;

namespace PerfHarness.Reports;

/// <summary>
/// A script or style sheet that is part of a report. Indentation, blank lines and comments on separate lines are removed from
/// its source.
/// </summary>
internal static class ReportAsset
{
    public static string Load(string name)
    {
        using var stream = typeof(ReportAsset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The report asset {name} is not part of the assembly.");
        using var reader = new StreamReader(stream);
        var text = new StringBuilder();
        while (reader.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length > 0 && !IsComment(line))
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>What a page's content security policy allows it by: <c>sha256-…</c>.</summary>
    public static string ComputeHash(string asset) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(asset)));

    private static bool IsComment(string line) =>
        line.StartsWith("// ", StringComparison.Ordinal)
        || (line.StartsWith("/*", StringComparison.Ordinal) && line.EndsWith("*/", StringComparison.Ordinal));
}
