using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.PerfData;
using PerfHarness.Symbols.Kernel;

namespace PerfHarness.Tests.Symbols.Kernel;

public sealed class KallsymsSourceTests
{
    private const string Text = """
        ffffffff81000000 T _text
        ffffffff81000000 T _stext
        ffffffff81001000 t local_alias
        ffffffff81001000 T __x64_sys_read
        ffffffff81002000 D some_data
        ffffffffc0001000 t ext4_find_entry	[ext4]
        ffffffffc0201000 t bpf_prog_12ab_f	[bpf]

        """;

    [Theory]
    [InlineData(0xffffffff81000000, "[kernel]!_stext")]
    [InlineData(0xffffffff81001fff, "[kernel]!__x64_sys_read")]
    [InlineData(0xffffffffc0001010, "[ext4]!ext4_find_entry")]
    [InlineData(0xffffffffc0201010, "[bpf]!bpf_prog_12ab_f")]
    [InlineData(0xffffffff81002010, null)]
    [InlineData(0xffffffffc0101010, null)]
    [InlineData(0x1000, null)]
    public void Symbols_extend_to_the_next_symbol_but_not_over_data_or_into_another_module(ulong address, string? expected) =>
        Assert.Equal(expected, KallsymsSource.Parse(Encoding.UTF8.GetBytes(Text)).Find(address)?.Name.ToString());

    [Fact]
    public void A_kernel_at_another_address_is_relocated_and_its_modules_are_left_out()
    {
        var source = KallsymsSource.Parse(Encoding.UTF8.GetBytes(Text)).Relocate(0x1000000);
        Assert.Equal("__x64_sys_read", source.Find(0xffffffff82001004)?.Name.Name);
        Assert.Null(source.Find(0xffffffffc0001010 + 0x1000000));
    }

    [Fact]
    public void Hidden_addresses_give_one_hint_and_no_names()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "0000000000000000 T _text\n0000000000000000 T entry\n");
            var diagnostics = new DiagnosticBag();
            var kernel = new KernelSymbols(diagnostics, path);
            Assert.Null(kernel.Find(0xffffffff81000000));
            Assert.Null(kernel.Find(0xffffffff81000010));
            Assert.Equal(1, diagnostics.GetCount(DiagnosticCodes.KernelAddressesHidden));
            Assert.Contains("kptr_restrict=0", kernel.UnnamedReason, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Recorded_mapping_and_programs_made_meanwhile_are_respected()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Text);
            var kernel = new KernelSymbols(new DiagnosticBag(), path);
            kernel.Map(new MmapRecord(-1, 0xffffffff91000000, 0x1000000, 0xffffffff91000000, "[kernel.kallsyms]_text", default, IsKernel: true));
            kernel.Map(new MmapRecord(-1, 0xffffffffc0700000, 0x4000, 0, "/lib/modules/6.1.0/kernel/net/nf-tables.ko.xz", default, IsKernel: true));
            kernel.AddKsymbol(new KsymbolRecord(0xffffffffc0800000, 0x40, "bpf_prog_77_x", IsUnregistered: false));
            Assert.Equal("[kernel]!__x64_sys_read", kernel.Find(0xffffffff91001004)?.Name.ToString());
            Assert.Equal("[nf_tables]![nf_tables]", kernel.Find(0xffffffffc0700010)?.Name.ToString());
            Assert.Equal("[bpf]!bpf_prog_77_x", kernel.Find(0xffffffffc0800010)?.Name.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
