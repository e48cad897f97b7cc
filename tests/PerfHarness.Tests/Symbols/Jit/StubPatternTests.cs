using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Jit;
using PerfHarness.Symbols.Jit;
using PerfHarness.Symbols.Names;
using PerfHarness.Tests.Shared;

namespace PerfHarness.Tests.Symbols.Jit;

public sealed class StubPatternTests
{
    // As a runtime had them in memory; the addresses in them are another process's.
    [Theory]
    [InlineData("ff25fa3f0000 4c8b15fb3f0000 ff25fd3f0000", "FixupPrecode")]
    [InlineData("4c8b15f93f0000 ff25fb3f0000", "StubPrecode")]
    [InlineData("488b05f93f0000 66ff08 7406 ff25f63f0000 ff25f83f0000", "CallCountingStub")]
    [InlineData("48b8a046c7685e7f0000 48390790 48b800ebc4685e7f0000 0f8517fcffff ffe0", "VSD_DispatchStub")]
    [InlineData("488bc4 4989fb 4889f7 4889d6 4d8b5320 4983c320 41ffe2", "DelegateShuffleThunk")]
    [InlineData("4889f2 48be681d2a695e7f0000 48b8d01d2a695e7f0000 ffe0", "InstantiatingStub")]
    [InlineData("4883c708 48b8909bf23b1d560000 ffe0", "UnboxingStub")]
    [InlineData("48b848b044a2557f0000 c3", "DynamicHelper")]
    [InlineData("488b07 488b4040 ff6038", "VSD_VTableStub")]
    [InlineData("488937 4989f8 48b84cb4276d527f0000", "JIT_CopiedWriteBarriers")]
    [InlineData("55 4889e5 4883ec10", null)] // a method
    [InlineData("19010100 01500000 00000000", null)] // what lies between methods
    public void A_stub_is_recognized_by_its_instructions(string code, string? expected) =>
        Assert.Equal(expected, StubPattern.Recognize(Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal)), out _));

    [Fact]
    public void Stubs_of_a_kind_that_lie_side_by_side_are_one_line_and_what_is_none_has_no_line()
    {
        var precode = Convert.FromHexString("ff25fa3f00004c8b15fb3f0000ff25fd3f0000909090909090");
        var helper = Convert.FromHexString("48b848b044a2557f0000c3cccccccccc");
        var lines = new StringBuilder();
        UnlistedCode.List(0x1003, [0, 0, 0, 0, 0, .. precode[..24], .. precode[..24], .. new byte[64], .. helper, .. helper[..7]], lines);
        Assert.Equal("1008 2b stub Recorded<FixupPrecode>\n1078 b stub Recorded<DynamicHelper>\n", lines.ToString());
        Assert.True(RuntimeStubs.TryParse("stub Recorded<FixupPrecode>", out var name));
        Assert.Equal("FixupPrecode", name.Name.Name);
    }

    [Fact]
    [Trait(Needs.Trait, Needs.Time)]
    public void What_a_running_runtime_lists_as_a_stub_has_the_same_kind_by_its_bytes()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "the patterns are those of x64");
        using var folder = new TemporaryFolder();
        using var program = NamesProgram.Start(60, ("DOTNET_PerfMapEnabled", "1"), ("DOTNET_PerfMapStubGranularity", "2"), ("DOTNET_PerfMapJitDumpPath", folder.Path));
        var path = Assert.Single(Directory.GetFiles(folder.Path, "perf-*.map"));
        var map = PerfMapReader.Read(File.ReadAllBytes(path), path, new DiagnosticBag());
        using var memory = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{program.Pid}/mem"));
        var executable = UnlistedCode.FindRuntimeCode(program.Pid);
        var (recognized, unknown) = (0, 0);
        var different = new List<string>();
        var code = new byte[128];
        for (var i = 0; i < map.Count; i++)
        {
            // Dynamic helpers are listed at the address where they were written, which under W^X is not the one where they run.
            if (!RuntimeStubs.TryParse(map.GetName(i), out var name) || map[i].Size > 256 || !executable.Exists(m => map[i].Start >= m.Start && map[i].Start < m.End))
            {
                continue;
            }

            var read = UnlistedCode.TryRead(memory, map[i].Start, code);
            var kind = StubPattern.Recognize(code.AsSpan(0, read), out _);
            (recognized, unknown) = kind is null ? (recognized, unknown + 1) : (recognized + 1, unknown);
            if (kind is not null && !IsSame(kind, name.Name.Name))
            {
                different.Add($"{map[i].Start:x} {map.GetName(i)} here {kind} {Convert.ToHexString(code, 0, 32)}");
            }
        }

        Assert.Empty(different);
        Assert.True(recognized > 1_000 && unknown < recognized / 20, $"{recognized} recognized, {unknown} not");
    }

    // Where the runtime lists single stubs, it names some by what makes them, and a precode by what for.
    private static bool IsSame(string kind, string listed) => kind == listed
        || (kind.StartsWith("VSD_", StringComparison.Ordinal) && (listed == "Generate" + kind[4..] || (kind == "VSD_VTableStub" && listed == "GenerateVTableCallStub")))
        || (kind == "StubPrecode" && listed.EndsWith("Precode", StringComparison.Ordinal));
}
