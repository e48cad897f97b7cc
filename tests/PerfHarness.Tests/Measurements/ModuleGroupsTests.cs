using PerfHarness.Measurements;
using PerfHarness.Profiles;

namespace PerfHarness.Tests.Measurements;

public sealed class ModuleGroupsTests
{
    [Theory]
    [InlineData("[kernel]", "clear_page_erms", true, false, true)]
    [InlineData("[ext4]", "ext4_map_blocks", true, false, true)]
    [InlineData("[bpf]", "bpf_prog_1", true, false, true)]
    [InlineData("[dotnet]", "VSD_DispatchStub", false, true, false)]
    [InlineData("libcoreclr.so", "libcoreclr.so!0x4b0210", false, true, false)]
    [InlineData("libc.so.6", "__memset_avx512_unaligned_erms", false, false, true)]
    [InlineData("libc.so.6", "memcpy", false, false, true)]
    [InlineData("libc.so.6", "qsort", false, false, false)]
    [InlineData("mine.so", "memset_of_mine", false, false, false)]
    [InlineData("System.Private.CoreLib", "System.Buffer.Memmove(ref byte, ref byte, nuint)", false, false, false)]
    [InlineData("[unknown]", "[unknown]", false, false, false)]
    [InlineData("[wasm]", "f", false, false, false)]
    [InlineData("[vdso]", "__vdso_clock_gettime", false, false, false)]
    public void A_name_shows_what_a_function_belongs_to(string module, string name, bool kernel, bool runtime, bool machine)
    {
        var function = new FunctionName(module, name);
        Assert.Equal((kernel, runtime, machine), (ModuleGroups.IsKernel(function), ModuleGroups.IsRuntime(function), ModuleGroups.IsMachineBound(function)));
    }
}
