using PerfHarness.Processes;

namespace PerfHarness.Tests.Processes;

public sealed class SignalsTests
{
    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("term", 15)]
    [InlineData("Int", 2)]
    [InlineData("2", 2)]
    [InlineData("64", 64)]
    [InlineData("SIGSYS", 31)]
    public void A_signal_is_known_by_its_name_with_or_without_sig_and_by_its_number(string text, int signal) => Assert.Equal(signal, Signals.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("SIG")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData("TERMINATE")]
    public void Anything_else_is_no_signal(string text) => Assert.Null(Signals.Parse(text));
}
