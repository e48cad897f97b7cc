using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PerfHarness.Measurements;

/// <summary>The files that make up a program, by their content: what identifies it, and what has to be kept to start it again.</summary>
/// <param name="Main">Path of the file that is started (or that <c>dotnet</c> starts), one of <paramref name="Files"/>.</param>
/// <param name="Files">In ordinal order of their paths.</param>
internal sealed record ProgramManifest(string Main, IReadOnlyList<ProgramFile> Files)
{
    private const int HashLength = 64;

    /// <summary>SHA-256 over the paths and contents; it does not depend on the folder.</summary>
    public string ComputeHash()
    {
        var text = new StringBuilder();
        foreach (var file in Files)
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Hash} {(file.IsExecutable ? 'x' : '-')} {file.Path}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Main}\n{text}")));
    }

    /// <summary>Whether a path names a file inside of the folder that it is relative to, and nothing else.</summary>
    public static bool IsSafePath(string path) =>
        path.Length > 0
        && !path.Contains('\0', StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal)
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    public static bool IsHash(string text) => text.Length == HashLength && text.All(c => c is >= '0' and <= '9' or >= 'a' and <= 'f');
}
