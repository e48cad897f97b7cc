using PerfHarness.Symbols;

namespace PerfHarness.Tests.Symbols;

public sealed class AddressSpaceTests
{
    private readonly Image _node = new("/usr/bin/node", null);
    private readonly Image _memory = new("//anon", null);

    // As Node 20 has it with --use-largepages=on.
    [Theory]
    [InlineData(0xc00000, 0x2400000, true)]
    [InlineData(0xc01000, 0x2400000, false)] // no huge pages
    [InlineData(0xc00000, 0x2401000, false)]
    public void Memory_without_a_file_within_a_files_text_is_its_copy_on_huge_pages(ulong start, ulong end, bool isCopy)
    {
        var space = new AddressSpace();
        space.Map(new Mapping(0xb72000, 0x25fe000, 0x772000, _node));
        Assert.Null(space.FindCopiedText(space.Find(0xc12345)!.Value));
        space.Map(new Mapping(start, end, start, _memory));

        var text = space.FindCopiedText(space.Find(0xc12345)!.Value);

        Assert.Equal(isCopy, text is not null);
        if (text is { } copied)
        {
            Assert.Equal((_node, 0x812345UL), (copied.Image, copied.GetFileOffset(0xc12345)));
        }
    }

    [Fact]
    public void Memory_between_two_files_or_at_the_edge_of_one_is_not()
    {
        var space = new AddressSpace();
        space.Map(new Mapping(0x200000, 0x400000, 0, _node));
        space.Map(new Mapping(0x400000, 0x600000, 0, _memory));
        Assert.Null(space.FindCopiedText(space.Find(0x500000)!.Value));
        space.Map(new Mapping(0x600000, 0x800000, 0x400000, new Image("/usr/lib/libother.so", null)));
        Assert.Null(space.FindCopiedText(space.Find(0x500000)!.Value));
        // The same file, at another distance.
        space.Map(new Mapping(0x600000, 0x800000, 0x200000, _node));
        Assert.Null(space.FindCopiedText(space.Find(0x500000)!.Value));
        space.Map(new Mapping(0x600000, 0x800000, 0x400000, _node));
        Assert.NotNull(space.FindCopiedText(space.Find(0x500000)!.Value));
    }

    // Huge pages that the kernel could not merge into one mapping.
    [Fact]
    public void A_copy_may_be_in_several_mappings()
    {
        var space = new AddressSpace();
        space.Map(new Mapping(0x100000, 0x900000, 0, _node));
        space.Map(new Mapping(0x200000, 0x400000, 0, _memory));
        space.Map(new Mapping(0x400000, 0x800000, 0, new Image("/anon_hugepage (deleted)", null)));

        Assert.Equal(0x401000UL, space.FindCopiedText(space.Find(0x501000)!.Value)!.Value.GetFileOffset(0x501000));
        Assert.Equal(0x101000UL, space.FindCopiedText(space.Find(0x201000)!.Value)!.Value.GetFileOffset(0x201000));
        Assert.Null(space.FindCopiedText(space.Find(0x100000)!.Value));
    }
}
