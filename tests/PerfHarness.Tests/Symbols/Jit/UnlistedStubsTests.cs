using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Jit;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Tests.Symbols.Jit;

public sealed class UnlistedStubsTests
{
    private const string Methods = "10010000 100 int32 [A] N.W::A()[QuickJitted]\n10030000 100 int32 [A] N.W::B()[QuickJitted]\n";

    [Theory]
    [InlineData(0x10000040, "JIT_CopiedWriteBarriers")] // the allocator's first page
    [InlineData(0x10008000, "UnlistedStub")] // before all methods
    [InlineData(0x10010200, "UnlistedStub")] // between methods
    [InlineData(0x10040000, "UnlistedStub")] // behind them
    public void In_memory_that_only_the_runtime_allocates_what_is_not_a_method_is_a_stub(ulong address, string expected) =>
        Assert.Equal(expected, Find(Methods, address, "/memfd:doublemapper (deleted)")?.Name.Name);

    [Theory]
    [InlineData(0x10000040, null)]
    [InlineData(0x10010200, null)] // a method is near
    [InlineData(0x10020000, "UnlistedStub")]
    [InlineData(0x10040000, null)]
    public void In_other_memory_only_blocks_without_methods_between_methods_belong_to_the_runtime(ulong address, string? expected) =>
        Assert.Equal(expected, Find(Methods, address, "//anon")?.Name.Name);

    [Fact]
    public void The_map_of_another_runtime_has_no_stubs() =>
        Assert.Null(Find("10010000 100 JS:*f /a.js:1:1\n10030000 100 Builtin:X\n", 0x10020000, "//anon"));

    private static Symbol? Find(string map, ulong address, string path) =>
        new PerfMapSource(PerfMapReader.Read(Encoding.UTF8.GetBytes(map), null, new DiagnosticBag()))
            .FindUnlistedStub(address, new Mapping(0x10000000, 0x20000000, 0, new Image(path, null)));
}
