using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Native;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Native;

[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class ElfSourceTests
{
    private static readonly NativeSymbolOptions Raw = new() { Style = NativeNameStyle.Mangled };

    public static TheoryData<string> HostFiles => [.. new[] { "/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "/usr/bin/perf", "/usr/bin/gcc" }.Where(File.Exists)];

    [Theory]
    [MemberData(nameof(HostFiles))]
    public void Every_function_of_nm_is_found_at_its_address_under_one_of_its_names(string path)
    {
        Tool.SkipUnlessExists("nm");
        path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var symbols = new NativeSymbols(Raw, new DiagnosticBag());
        using (symbols)
        {
            var source = symbols.Open(path).Source;
            var names = Nm("-D", path);
            Assert.NotEmpty(names);
            foreach (var (address, aliases) in names)
            {
                var found = source.Find(address);
                Assert.NotNull(found);
                Assert.True(found.Named);
                // The debug file adds aliases that .dynsym does not have; those are as good.
                Assert.Equal(address, found.Start);
                Assert.True(aliases.Contains(found.Name.Name) || names.Values.All(n => !n.Contains(found.Name.Name)), $"{address:x}: {found.Name} is none of {string.Join(", ", aliases)}");
                Assert.Same(found, source.Find(found.Start + found.Size - 1));
            }
        }
    }

    [Fact]
    public void The_vdso_is_named_from_our_own_memory()
    {
        using var symbols = new NativeSymbols(new NativeSymbolOptions(), new DiagnosticBag());
        var image = symbols.Open("[vdso]");
        Assert.True(image.IsFound);
        var names = ((ElfSource)image.Source).AllNames().ToList();
        Assert.Contains(names, n => n.Contains("clock_gettime", StringComparison.Ordinal));
    }

    private static Dictionary<ulong, HashSet<string>> Nm(params string[] arguments)
    {
        var found = new Dictionary<ulong, HashSet<string>>();
        foreach (var line in Tool.Run("nm", arguments).Split('\n'))
        {
            var parts = line.Split(' ', 3);
            if (parts.Length == 3 && parts[1] is "T" or "t" or "W" or "i" && ulong.TryParse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var address))
            {
                var at = parts[2].IndexOf('@', StringComparison.Ordinal);
                if (!found.TryGetValue(address, out var names))
                {
                    found.Add(address, names = []);
                }

                names.Add(at > 0 ? parts[2][..at] : parts[2]);
            }
        }

        return found;
    }
}
