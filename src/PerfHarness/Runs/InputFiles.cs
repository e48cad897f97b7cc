using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Runs;

/// <summary>The files that a benchmark reads: different ones change its shares, and not because of the program.</summary>
/// <param name="Folder">What the patterns are relative to.</param>
/// <param name="Patterns">Paths, or patterns like <c>data/**/*.json</c>.</param>
internal sealed record InputFiles(string Folder, IReadOnlyList<string> Patterns)
{
    private const int HashLength = 16;

    /// <summary>The beginning of a SHA-256 over names and contents, as 16 hexadecimal digits; it does not depend on the folder's path.</summary>
    /// <exception cref="PerfHarnessException">A pattern matches no file (PH4002), or a file cannot be read (PH1012).</exception>
    public string ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[8];
        foreach (var (name, path) in Patterns.SelectMany(FindMatches).DistinctBy(f => f.Name).OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            var text = Encoding.UTF8.GetBytes(name);
            BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
            hash.AppendData(length);
            hash.AppendData(text);
            hash.AppendData(HashContent(path));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashLength];
    }

    private List<(string Name, string Path)> FindMatches(string pattern)
    {
        var literal = Path.GetFullPath(pattern, Folder);
        if (File.Exists(literal))
        {
            return [(GetRelativeName(literal), literal)];
        }

        var matcher = new Matcher(StringComparison.Ordinal);
        matcher.AddInclude(Directory.Exists(literal) ? pattern.TrimEnd('/') + "/**/*" : pattern);
        var matches = matcher.Execute(new DirectoryInfoWrapper(new DirectoryInfo(Folder))).Files;
        var files = matches.Select(f => Path.GetFullPath(f.Path, Folder)).Select(f => (GetRelativeName(f), f)).ToList();
        return files.Count > 0 ? files : throw new PerfHarnessException(
            DiagnosticCodes.ConfigurationError, $"no input file matches '{pattern}'.",
            $"The pattern is relative to '{Folder}': correct it, or create the file first.");
    }

    private string GetRelativeName(string path) => Path.GetRelativePath(Folder, path);

    private static byte[] HashContent(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return SHA256.HashData(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(DiagnosticCodes.UnreadableFile, $"cannot read the input file '{path}': {e.Message}", null, path, e);
        }
    }
}
