using PerfHarness.Formats.Diagnostics;
using PerfHarness.Recording.Probes;

namespace PerfHarness.Tests.Recording.Probes;

public sealed class ProbeSpecificationTests
{
    [Theory]
    [InlineData("libc.so.6:malloc", "libc.so.6", "malloc", 0, false, "")]
    [InlineData("libc.so.6:malloc size=%di", "libc.so.6", "malloc", 0, false, "size=%di")]
    [InlineData("./a b/prog:work+0x10 %di +8(%sp):u32", "./a b/prog", "work", 16, false, "%di|+8(%sp):u32")]
    [InlineData("./server:handle%return $retval", "./server", "handle", 0, true, "$retval")]
    [InlineData("prog:work+7", "prog", "work", 7, false, "")]
    [InlineData("./p:ns::Cache::find(int, char const*) n=$arg2", "./p", "ns::Cache::find(int, char const*)", 0, false, "n=$arg2")]
    [InlineData("./p:ns::A::operator==(ns::A const&) const", "./p", "ns::A::operator==(ns::A const&) const", 0, false, "")]
    [InlineData("./p:operator new(unsigned long) size=%di:u64", "./p", "operator new(unsigned long)", 0, false, "size=%di:u64")]
    [InlineData("./p:ns::operator+", "./p", "ns::operator+", 0, false, "")]
    [InlineData("./p:0x1149", "./p", "0x1149", 0, false, "")]
    [InlineData("kernel:do_sys_open name=+0($arg2):string", "kernel", "do_sys_open", 0, false, "name=+0($arg2):string")]
    public void Image_function_place_and_arguments_are_separated(
        string text, string image, string function, int offset, bool isReturn, string arguments)
    {
        var probe = ProbeSpecification.Parse(text);
        Assert.Equal((image, function, (ulong)offset, isReturn), (probe.Image, probe.Function, probe.Offset, probe.IsReturn));
        Assert.Equal(arguments, string.Join('|', probe.Arguments));
        Assert.Equal(image == "kernel", probe.IsKernel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("./prog")]
    [InlineData("./prog:")]
    [InlineData(":work")]
    [InlineData("./prog:+0x10")]
    [InlineData("./prog:%return")]
    [InlineData("./prog:work+0x10%return")]
    [InlineData("./prog:work%return+4")]
    [InlineData("./prog:work%ret")]
    [InlineData("./prog:work+99999999999999999999999")]
    [InlineData("./prog:wo\u0007rk")]
    public void What_is_no_probe_is_a_usage_error_with_an_example(string text)
    {
        var e = Assert.Throws<PerfHarnessException>(() => ProbeSpecification.Parse(text));
        Assert.Equal(DiagnosticCodes.UsageError, e.Diagnostic.Code);
        Assert.Contains("libc.so.6:malloc", e.Diagnostic.Remedy, StringComparison.Ordinal);
    }
}
