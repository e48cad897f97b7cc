using System.Globalization;
using PerfHarness.Measurements;

namespace PerfHarness.Baselines;

/// <summary>A line of <see cref="BaselineFormat"/> for a file of the kept program: SHA-256 ⇥ length ⇥ x or - ⇥ path.</summary>
internal static class ProgramFileLine
{
    public static string Format(ProgramFile file) => string.Create(
        CultureInfo.InvariantCulture, $"{file.Hash}\t{file.Length}\t{(file.IsExecutable ? "x" : "-")}\t{BaselineText.Escape(file.Path)}");

    /// <param name="previous">Path of the line before, or empty.</param>
    /// <param name="problem">What is wrong with the line, if the result is null.</param>
    public static ProgramFile? TryParse(string line, string previous, out string? problem)
    {
        var parts = line.Split('\t');
        problem = parts.Length != 4 ? "a file must have 4 columns: SHA-256, length, x or -, path"
            : !ProgramManifest.IsHash(parts[0]) ? $"'{parts[0]}' is not a SHA-256"
            : !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"'{parts[1]}' is not a valid length"
            : parts[2] is not ("x" or "-") ? "the third column of a file must be x or -"
            : !BaselineText.TryUnescape(parts[3], out var path) || !ProgramManifest.IsSafePath(path)
                ? $"'{parts[3]}' is not a relative path below the program's folder"
            : string.CompareOrdinal(previous, path) >= 0 ? $"the file '{path}' is out of order"
            : null;
        return problem is null && BaselineText.TryUnescape(parts[3], out var name)
            ? new ProgramFile(name, parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2] == "x")
            : null;
    }

    /// <summary>The fields name one of the files as the program, and have the hash of all.</summary>
    public static bool IsConsistent(IReadOnlyDictionary<string, string> fields, IReadOnlyList<ProgramFile> files)
    {
        if (files.Count == 0)
        {
            return !fields.ContainsKey("program");
        }

        var main = fields.GetValueOrDefault("program", "");
        return files.Any(f => f.Path == main) && fields.GetValueOrDefault("program-hash") == new ProgramManifest(main, files).ComputeHash();
    }
}
