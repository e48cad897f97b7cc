using System.Globalization;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.Unwinding;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols.Native;

namespace PerfHarness.Tests.Unwinding;

/// <summary>Every row of the host's own libraries, as <c>readelf</c> prints it.</summary>
[TimeLimit(240)]
[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class UnwindTableOracleTests
{
    private static readonly string[] Names =
        ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "ra"];

    private const string Program = """
        #include <string.h>
        #include <alloca.h>
        int g(char*, int);
        int g(char* p, int n) { memset(p, n, n); return p[n / 2]; }
        int f(int a, int b, int c, int d, int e, int x, int y, int z) { char v[256]; return g(v, a + b + c + d + e) + g(alloca(x), y * z); }
        int main(int argc, char** argv) { return f(argc, 2, 3, 4, 5, 6, 7, 8); }
        """;

    [Theory]
    [InlineData("libc.so.6")]
    [InlineData("libstdc++.so.6")]
    [InlineData("ld-linux-x86-64.so.2")]
    public void Rows_of_a_system_library_equal_those_of_readelf(string name)
    {
        Tool.SkipUnlessExists("readelf");
        var path = new[] { "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64" }.Select(folder => Path.Join(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipUnless(path is not null, $"{name} is not where it is expected");
        Compare(path, "-wF", atLeast: 1000);
    }

    [Theory]
    [InlineData("-O2 -fomit-frame-pointer")]
    [InlineData("-O2 -fomit-frame-pointer -Wl,--no-eh-frame-hdr")]
    [InlineData("-O0 -fno-omit-frame-pointer -static")]
    [InlineData("-O2 -g -fno-asynchronous-unwind-tables -fno-unwind-tables -Wl,--no-eh-frame-hdr")]
    [InlineData("-O2 -g -fno-asynchronous-unwind-tables -fno-unwind-tables -gz=zlib")]
    public void Rows_of_a_program_equal_those_of_readelf(string options)
    {
        Tool.SkipUnlessExists("readelf");
        using var compiled = new CompilerFolder();
        Compare(compiled.Compile("p.c", Program, options.Split(' ')), "-wF", atLeast: 5);
    }

    private static void Compare(string path, string option, int atLeast)
    {
        using var file = ElfFile.Open(path);
        Assert.SkipUnless(file.Header.Machine == ElfMachine.X64, "registers are named for x86-64");
        var table = UnwindTable.Read([file]);
        Assert.NotNull(table);
        var (rows, columns, inFrame) = (0, Array.Empty<string>(), false);
        foreach (var line in Tools.Run("sh", ["-c", $"readelf {option} '{path}' 2>/dev/null || true"], "/").Split('\n'))
        {
            // A register has its number behind it: rdx (r1).
            string[] words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] != '(')];
            if (words is [] || line.StartsWith("Contents", StringComparison.Ordinal))
            {
                continue;
            }

            if (words.Length > 3 && words[3] is "CIE" or "FDE")
            {
                inFrame = words[3] == "FDE";
            }
            else if (words[0] == "LOC")
            {
                columns = words;
            }
            else if (inFrame && words[0].Length == 16 && ulong.TryParse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var address) && address > 0)
            {
                CheckRow(table, address, columns, words);
                rows++;
            }
        }

        Assert.True(rows >= atLeast, $"only {rows} rows");
    }

    private static void CheckRow(UnwindTable table, ulong address, string[] columns, string[] words)
    {
        var row = table.Find(address);
        Assert.True(row is not null, $"no row for {address:x}");
        Assert.Equal($"{address:x} CFA {words[1]}", $"{address:x} CFA {FormatFrameAddress(row.FrameAddress)}");
        for (var i = 2; i < words.Length; i++)
        {
            if (Array.IndexOf(Names, columns[i]) is >= 0 and var register && words[i] != "u")
            {
                var rule = row.Registers.FirstOrDefault(r => r.Register == register).Rule;
                Assert.Equal($"{address:x} {columns[i]} {words[i]}", $"{address:x} {columns[i]} {Format(rule)}");
            }
        }
    }

    private static string FormatFrameAddress(FrameRule rule) =>
        rule.Expression is not null ? "exp" : string.Create(CultureInfo.InvariantCulture, $"{Names[rule.Register]}{rule.Offset:+0;-0;+0}");

    private static string Format(FrameRule rule) => rule.Kind switch
    {
        FrameRuleKind.AtOffset => string.Create(CultureInfo.InvariantCulture, $"c{rule.Offset:+0;-0;+0}"),
        FrameRuleKind.ValueOfOffset => string.Create(CultureInfo.InvariantCulture, $"v{rule.Offset:+0;-0;+0}"),
        FrameRuleKind.AtExpression => "exp",
        FrameRuleKind.ValueOfExpression => "vexp",
        FrameRuleKind.SameValue => "s",
        FrameRuleKind.InRegister => $"r{rule.Register}",
        _ => "u",
    };
}
