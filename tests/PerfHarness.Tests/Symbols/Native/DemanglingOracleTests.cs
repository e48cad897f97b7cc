using System.Text.RegularExpressions;
using PerfHarness.Formats.Demangling;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Native;

/// <summary>Compares with nm -C, whose library has demanglers of its own for C++ and Rust.</summary>
[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class DemanglingOracleTests
{
    [Theory]
    [InlineData("libstdc++.so.6")]
    [InlineData("libLLVM")]
    [InlineData("librustc_driver")]
    [InlineData("libstd-")]
    public void Names_of_the_hosts_libraries_are_spelled_as_nm_spells_them(string library)
    {
        Tool.SkipUnlessExists("nm");
        var path = Find(library);
        Assert.SkipWhen(path is null, $"no {library}* on this machine");
        var names = Names(path).Take(60_000).ToArray();
        var expected = Names(path, "-C");
        Assert.NotEmpty(names);
        var different = new List<string>();
        for (var i = 0; i < names.Length; i++)
        {
            var ours = Demangler.Demangle(names[i]);
            // It shows the hashes of crates and the types of constants.
            var theirs = names[i].StartsWith("_R", StringComparison.Ordinal) ? Regex.Replace(Regex.Replace(expected[i], @"(?<=\w)\[(?:0|[0-9a-f]{9,16})\]", ""), @"(?<=[0-9'eE_}\]]): (?:[iu](?:8|16|32|64|128|size)|bool|char)", "") : expected[i];
            if (ours != theirs)
            {
                different.Add($"{names[i]}\n  ours   {ours}\n  nm   {theirs}");
            }
        }

        // The two libraries of C++ names are of different age; here and there one knows what the other does not.
        Assert.True(different.Count <= names.Length / 1000, $"{different.Count} of {names.Length}\n" + string.Join('\n', different.Where(d => d.Length < 1500).Take(4)));
    }

    // Address, letter, name.
    private static string[] Names(string path, params string[] options) =>
        [.. Tool.Run("nm", ["-D", "-p", "--defined-only", .. options, path]).Split('\n').Where(l => l.Length > 19).Select(l => l[19..])];

    private static string? Find(string library)
    {
        string[] folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", Path.Join(Environment.GetEnvironmentVariable("HOME"), ".rustup/toolchains")];
        return folders.Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, library + "*.so*", new EnumerationOptions { RecurseSubdirectories = f.Contains("rustup"), IgnoreInaccessible = true }).Concat(Directory.EnumerateFiles(f, library)))
            .FirstOrDefault();
    }
}
