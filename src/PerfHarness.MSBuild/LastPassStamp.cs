using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace PerfHarness.MSBuild;

/// <summary>
/// Remembers a benchmark as it was when it last passed: a hash over its arguments, its program, the files beside the
/// program (a managed program is more than one file), its inputs, and its baselines.
/// </summary>
internal sealed class LastPassStamp
{
    private readonly string _path;
    private readonly string _content;

    public LastPassStamp(
        string folder, string bench, IEnumerable<string> settings, string program, IEnumerable<string> inputs, string baselineDirectory)
    {
        _path = Path.Combine(folder, GetFileName(bench) + ".green");
        _content = ComputeHash(settings, EnumerateProgramFiles(program).Concat(inputs).Concat(EnumerateFiles(baselineDirectory)));
    }

    public bool IsCurrent => File.Exists(_path) && File.ReadAllText(_path) == _content;

    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.WriteAllText(_path, _content);
    }

    public void Remove()
    {
        if (File.Exists(_path))
        {
            File.Delete(_path);
        }
    }

    private static IEnumerable<string> EnumerateProgramFiles(string program)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(program))!;
        var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(f => IsCodeFile(f)) : [];
        return files.Append(Path.GetFullPath(program)).Distinct();
    }

    private static bool IsCodeFile(string file) => Path.GetExtension(file) is ".dll" or ".so" or ".json";

    private static IEnumerable<string> EnumerateFiles(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];

    private static string ComputeHash(IEnumerable<string> settings, IEnumerable<string> files)
    {
        using var hash = SHA256.Create();
        using var all = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
        foreach (var setting in settings)
        {
            Append(all, setting);
        }

        foreach (var file in files.OrderBy(f => f, System.StringComparer.Ordinal))
        {
            Append(all, file);
            if (File.Exists(file))
            {
                using var content = File.OpenRead(file);
                content.CopyTo(all);
            }
        }

        all.FlushFinalBlock();
        return System.BitConverter.ToString(hash.Hash);
    }

    private static void Append(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "\0");
        stream.Write(bytes, 0, bytes.Length);
    }

    private static string GetFileName(string bench) => string.Concat(bench.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
}
