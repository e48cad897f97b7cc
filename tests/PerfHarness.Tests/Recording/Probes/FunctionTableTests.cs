using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Probes;
using PerfHarness.Tests.Shared;
using PerfHarness.Tests.Symbols.Native;

namespace PerfHarness.Tests.Recording.Probes;

[Trait(Needs.Trait, Needs.Toolchain)]
public sealed class FunctionTableTests : IDisposable
{
    private const string Source = """
        #include <cstdlib>
        namespace ns { struct Cache { int find(int); int find(const char*); bool operator==(const Cache&) const; int v; }; }
        __attribute__((noinline)) int ns::Cache::find(int a) { return a + v; }
        __attribute__((noinline)) int ns::Cache::find(const char* a) { return *a + v; }
        __attribute__((noinline)) bool ns::Cache::operator==(const Cache& o) const { return v == o.v; }
        extern "C" __attribute__((noinline)) int work(int n) { return n * 3; }
        extern "C" int alias(int) __attribute__((alias("work")));
        static int one(int n) { return n + 1; }
        extern "C" { static int (*choose(void))(int) { return one; } int chosen(int) __attribute__((ifunc("choose"))); }
        int main(int n, char** a) { ns::Cache c{n}; free(malloc(n)); return c.find(n) + c.find(*a) + (c == c) + work(n) + chosen(n); }
        """;

    private readonly CompilerFolder _compiler = new();
    private readonly string _program;

    public FunctionTableTests() => _program = _compiler.Compile("p.cpp", Source, "-O0");

    public void Dispose() => _compiler.Dispose();

    [Theory]
    [InlineData("work")]
    [InlineData("alias")]
    [InlineData("_ZN2ns5Cache4findEi")]
    [InlineData("ns::Cache::find(int)")]
    [InlineData("ns::Cache::find( char const * )")]
    [InlineData("ns::Cache::operator==(ns::Cache const&) const")]
    [InlineData("ns::Cache::operator==")]
    public void A_function_is_found_by_any_of_its_names(string name)
    {
        using var table = FunctionTable.Open(_program);
        var (_, offset) = Assert.Single(ProbeResolver.Resolve(ProbeSpecification.Parse($"p:{name}"), table));
        var address = Assert.Single(table.Find(name)).Address;
        Assert.Contains(table.Image.Segments, s => s.IsLoad && s.IsExecutable && offset - s.Offset == address - s.Address);
    }

    [Fact]
    public void A_debug_file_names_the_functions_of_a_stripped_program()
    {
        Tool.Run("objcopy", ["--only-keep-debug", _program, _program + ".debug"]);
        Tool.Run("objcopy", ["--strip-all", _program]);
        using (var bare = FunctionTable.Open(_program))
        {
            Assert.Contains("no symbols of functions", Fail("work", bare), StringComparison.Ordinal);
        }

        Tool.Run("objcopy", [$"--add-gnu-debuglink={_program}.debug", _program]);
        using var table = FunctionTable.Open(_program);
        Assert.Single(ProbeResolver.Resolve(ProbeSpecification.Parse("p:work"), table));
    }

    [Theory]
    [InlineData("ns::Cache::find", "2 functions have the name")]
    [InlineData("ns::Cache::find(long)", "but 0x")]
    [InlineData("wrok", "Did you mean 'work'?")]
    [InlineData("malloc", "the function is in a library")]
    [InlineData("chosen", "IFUNC")]
    [InlineData("work+0x1000", "has only")]
    [InlineData("work+2", "in the middle of an instruction")]
    [InlineData("0x10", "no code at 0x10")]
    public void What_cannot_be_probed_says_why(string function, string said)
    {
        using var table = FunctionTable.Open(_program);
        Assert.Contains(said, Fail(function, table), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_is_all_functions_that_it_matches()
    {
        using var table = FunctionTable.Open(_program);
        Assert.Equal(3, ProbeResolver.Resolve(ProbeSpecification.Parse("p:ns::*"), table).Count);
    }

    // libc has two versions of it, of which programs that are linked today call one.
    [Fact]
    public void Superseded_versions_are_not_meant()
    {
        var libc = File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')[^1]).FirstOrDefault(path => path.EndsWith("/libc.so.6", StringComparison.Ordinal));
        Assert.SkipWhen(libc is null, "not glibc");
        using var table = FunctionTable.Open(libc);
        Assert.Single(table.Find("posix_spawn"));
        Assert.Contains(table.Functions, function => function is { Raw: "posix_spawn", IsSuperseded: true });
    }

    [Theory]
    [InlineData("script.sh", "#!/bin/sh\necho", "a script")]
    [InlineData("app.dll", "MZ\0\0", "a .NET assembly")]
    [InlineData("App.class", "\u00ca\u00fe\u00ba\u00be", "Java code")]
    public void A_file_without_native_code_is_named_for_what_it_is(string name, string content, string kind)
    {
        File.WriteAllBytes(_compiler.PathOf(name), [.. content.Select(c => (byte)c)]);
        Assert.Equal(kind, ManagedProgram.Recognize(_compiler.PathOf(name))?.Kind);
    }

    private static string Fail(string function, FunctionTable table)
    {
        var e = Assert.Throws<PerfHarnessException>(() => ProbeResolver.Resolve(ProbeSpecification.Parse($"p:{function}"), table));
        Assert.Equal(DiagnosticCodes.ProbeInvalid, e.Diagnostic.Code);
        return e.Message;
    }
}
