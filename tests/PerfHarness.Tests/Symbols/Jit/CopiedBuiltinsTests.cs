using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Jit;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Tests.Symbols.Jit;

public sealed class CopiedBuiltinsTests
{
    private const string Builtins = "1004000 300 Builtin:First\n1004340 100 Builtin:Second\n1005a80 80 BytecodeHandler:Last\n";

    [Theory]
    [InlineData(Builtins, 0x2000, "Second")]
    [InlineData(Builtins, 0x3000, null)] // of another size
    [InlineData(Builtins + "7000100 10 JS:*f /a.js:1:1\n", 0x2000, null)] // something is listed in it
    [InlineData("1004000 300 JS:*g /a.js:1:1\n", 0x2000, null)]
    public void Memory_of_the_size_of_V8s_builtins_in_which_nothing_is_listed_is_their_copy(string map, int size, string? expected)
    {
        var source = new PerfMapSource(PerfMapReader.Read(Encoding.UTF8.GetBytes(map), null, new DiagnosticBag()));
        var memory = new Mapping(0x7000000, 0x7000000 + (ulong)size, 0, new Image("//anon", null));

        Assert.Equal(expected, source.FindUnlistedStub(0x7000344, memory, [])?.Name.Name);
        Assert.Null(source.FindUnlistedStub(0x7000344, memory with { Image = new Image("/usr/bin/node", null) }, []));
    }
}
