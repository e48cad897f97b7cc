using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Recording.Probes;

namespace PerfHarness.Tests.Recording.Probes;

public sealed class ProbeArgumentsTests
{
    [Theory]
    [InlineData("a=$arg1 b=+0($arg2):string $arg6 $arg7 $arg8", 62, "a=%di b=+0(%si):string %r9 $stack1 $stack2")]
    [InlineData("a=$arg1 b=$arg8 $arg9", 183, "a=%x0 b=%x7 $stack0")]
    [InlineData("a=%ax:u8 $stack2", 62, "a=%ax:u8 $stack2")]
    public void Numbered_arguments_become_the_places_of_the_calling_convention(string arguments, int machine, string expected) =>
        Assert.Equal(expected, string.Join(' ', ProbeArguments.Translate(ProbeSpecification.Parse("p:f " + arguments), (ElfMachine)machine)));

    [Theory]
    [InlineData("p:f $retval", "add %return")]
    [InlineData("p:f%return $arg1", "start of the function only")]
    [InlineData("p:f+4 $arg1", "start of the function only")]
    [InlineData("p:f $arg0", "not known")]
    public void An_argument_that_is_not_there_is_refused(string text, string said)
    {
        var e = Assert.Throws<PerfHarnessException>(() => ProbeArguments.Translate(ProbeSpecification.Parse(text), ElfMachine.X64));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }
}
