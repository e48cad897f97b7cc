using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Jit;
using PerfHarness.Symbols;
using PerfHarness.Symbols.Jit;

namespace PerfHarness.Tests.Symbols.Jit;

public sealed class UnlistedStubsTests
{
    private const string Methods = "10010000 100 int32 [A] N.W::A()[QuickJitted]\n10020000 100 int32 [A] N.W::B()[QuickJitted]\n";

    private static readonly Image Anonymous = new("//anon", null);
    private static readonly Image DoubleMapped = new("/memfd:doublemapper (deleted)", null);

    [Theory]
    [InlineData(0x10000040, "JIT_CopiedWriteBarriers")] // the allocator's first page
    [InlineData(0x10008000, "UnlistedStub")] // before all methods
    [InlineData(0x10010200, "UnlistedStub")] // between methods
    [InlineData(0x10040000, null)] // behind them the map lists nothing: any code
    public void In_memory_that_only_the_runtime_allocates_what_is_not_a_method_is_a_stub(ulong address, string? expected) =>
        Assert.Equal(expected, Find(Methods, address, Map(DoubleMapped))?.Name.Name);

    [Theory]
    [InlineData(0x10000040, null)]
    [InlineData(0x10010200, null)] // a method is near
    [InlineData(0x10018000, "UnlistedStub")]
    [InlineData(0x10040000, null)]
    public void In_other_memory_only_blocks_without_methods_between_methods_belong_to_the_runtime(ulong address, string? expected) =>
        Assert.Equal(expected, Find(Methods, address, Map(Anonymous) with { IsWritable = true })?.Name.Name);

    [Fact]
    public void Code_that_cannot_be_written_without_a_file_is_an_image_and_no_stub() =>
        Assert.Null(Find(Methods, 0x10018000, Map(Anonymous)));

    [Fact]
    public void With_write_xor_execute_the_runtime_has_no_stubs_in_other_memory() =>
        Assert.Null(Find(Methods, 0x10018000, Map(Anonymous) with { IsWritable = true }, new Mapping(0x30000000, 0x30001000, 0, DoubleMapped)));

    [Fact]
    public void More_unlisted_code_than_a_heap_of_stubs_has_is_no_stub()
    {
        const string Far = "10010000 100 int32 [A] N.W::A()[QuickJitted]\n10090000 100 int32 [A] N.W::B()[QuickJitted]\n";
        Assert.Null(Find(Far, 0x10050000, Map(Anonymous) with { IsWritable = true }));
        Assert.Null(Find(Far, 0x10050000, Map(DoubleMapped)));
        // A mapping of its own ends what is unlisted.
        Assert.NotNull(Find(Far, 0x10050000, new Mapping(0x10050000, 0x10054000, 0x9000, DoubleMapped)));
    }

    [Fact]
    public void The_map_of_another_runtime_has_no_stubs() =>
        Assert.Null(Find("10010000 100 JS:*f /a.js:1:1\n10020000 100 Builtin:X\n", 0x10018000, Map(Anonymous) with { IsWritable = true }));

    private static Mapping Map(Image image) => new(0x10000000, 0x20000000, 0, image);

    private static Symbol? Find(string map, ulong address, Mapping mapping, params Mapping[] others) =>
        new PerfMapSource(PerfMapReader.Read(Encoding.UTF8.GetBytes(map), null, new DiagnosticBag()))
            .FindUnlistedStub(address, mapping, [mapping, .. others]);
}
