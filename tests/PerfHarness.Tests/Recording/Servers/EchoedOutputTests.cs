using System.Text;
using PerfHarness.Recording.Servers;

namespace PerfHarness.Tests.Recording.Servers;

public sealed class EchoedOutputTests
{
    [Fact]
    public void A_text_is_found_in_whatever_pieces_it_comes()
    {
        const string Text = "is réady";
        var written = Encoding.UTF8.GetBytes($"is is ré\nserver {Text}: go\n");
        for (var first = 0; first <= written.Length; first++)
        {
            for (var second = first; second <= written.Length; second++)
            {
                var output = new EchoedOutput(quiet: true, Text);
                output.Read(new Pieces(written[..first], written[first..second], written[second..]), null);
                Assert.True(output.IsFound, $"pieces of {first} and {second - first} bytes");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("read")]
    [InlineData("rea\ndy")]
    public void Another_text_is_not_found(string written)
    {
        var output = new EchoedOutput(quiet: true, "ready");
        output.Read(new Pieces(Encoding.UTF8.GetBytes(written)), null);
        Assert.False(output.IsFound);
    }

    [Fact]
    public void Everything_is_passed_on_and_the_last_lines_are_kept()
    {
        var written = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 20_000).Select(i => $"line {i}\n")) + new string('x', 1000) + "\r\n\nend");
        using var echo = new MemoryStream();
        var output = new EchoedOutput(quiet: false);
        output.Read(new MemoryStream(written), echo);
        Assert.Equal(written, echo.ToArray());
        Assert.Equal($"Its last output: line 19998 | line 19999 | line 20000 | {new string('x', 200)}… | end", output.Describe());
        Assert.Equal("It wrote no output.", new EchoedOutput(quiet: false).Describe());
    }

    private sealed class Pieces(params byte[][] pieces) : MemoryStream
    {
        private int _next;

        public override int Read(byte[] buffer, int offset, int count)
        {
            while (_next < pieces.Length && pieces[_next].Length == 0)
            {
                _next++;
            }

            if (_next == pieces.Length)
            {
                return 0;
            }

            pieces[_next].CopyTo(buffer, offset);
            return pieces[_next++].Length;
        }
    }
}
