using System.Text;
using PerfHarness.Checks;
using PerfHarness.Formats.Diagnostics;

namespace PerfHarness.Tests.Checks;

public sealed class CountsFileTests
{
    [Fact]
    public void One_case_in_is_one_case_out()
    {
        var output = Judge("""{"name":"<b>é","baseline":[[10,20],[11,19],[12,18]],"candidate":[[10,20.0],[11,19],[12,18]],"expected":{"old":[1,{}]},"more":null}""");
        Assert.StartsWith("""{"name":"<b>é","kappa":0.01,"baseline":[[10,20],[11,19],[12,18]],"candidate":[[10,20],[11,19],[12,18]],"expected":{"functions":2,"nu0":""", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_own_output_is_an_input()
    {
        var output = Judge("""[{"kappa":0.05,"baseline":[[10,20],[11,19]],"candidate":[[15,15]]},{"baseline":[[1],[2]],"candidate":[[3]]}]""");
        Assert.StartsWith("[{", output, StringComparison.Ordinal);
        Assert.Equal(output, Judge(output));
    }

    [Fact]
    public void A_byte_order_mark_is_harmless() => Judge("\uFEFF{\"baseline\":[[1],[2]],\"candidate\":[[3]]}");

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("nonsense", 1, 2)]
    [InlineData("12", 1, 1)]
    [InlineData("[1]", 1, 2)]
    [InlineData("{}", 1, 1)]
    [InlineData("{\"baseline\":[[1],[2]]}", 1, 1)]
    [InlineData("{\"baseline\":[[1],[2]],\n\"candidate\":[[1,2]]}", 2, 14)]
    [InlineData("{\"baseline\":[[1],[2]],\n\"candidate\":[[-1]]}", 2, 15)]
    [InlineData("{\"baseline\":[[1],[2]],\n\"candidate\":[[1.5]]}", 2, 15)]
    [InlineData("{\"baseline\":[[1],[2]],\n\"candidate\":[[\"1\"]]}", 2, 15)]
    [InlineData("{\"baseline\":[[1],[2]],\n\"candidate\":[[1e300]]}", 2, 15)]
    [InlineData("{\"baseline\":[[1],[2]],\n\"candidate\":[[9223372036854775807]]}", 2, 15)]
    [InlineData("{\"baseline\":[[1],[2]],\n\"candidate\":[[0]]}", 2, 14)]
    [InlineData("{\"baseline\":[[1],[2]],\n\"candidate\":[]}", 2, 13)]
    [InlineData("{\"baseline\":[[1],[2]],\n\"candidate\":[[]]}", 2, 14)]
    [InlineData("{\"baseline\":[[1]],\"candidate\":[[1]]}", 1, 1)]
    [InlineData("{\"kappa\":2,\"baseline\":[[1],[2]],\"candidate\":[[1]]}", 1, 10)]
    [InlineData("{\"kappa\":\"x\",\"baseline\":[[1],[2]],\"candidate\":[[1]]}", 1, 10)]
    [InlineData("{\"name\":5,\"baseline\":[[1],[2]],\"candidate\":[[1]]}", 1, 9)]
    [InlineData("{\"name\":\"\\ud800\",\"baseline\":[[1],[2]],\"candidate\":[[1]]}", 1, 9)]
    [InlineData("{\"baseline\":[[1],[2]],\"candidate\":[[3]]}\n}", 2, 1)]
    public void An_error_is_reported_with_its_position(string json, int line, int column)
    {
        var e = Assert.Throws<InputException>(() => CountsFile.Read(Encoding.UTF8.GetBytes(json), "counts.json"));
        Assert.Equal(DiagnosticCodes.MalformedLine, e.Diagnostic.Code);
        Assert.Equal(("counts.json", line, column), (e.Diagnostic.File, e.Diagnostic.Line, e.Diagnostic.Column));
    }

    [Fact]
    public void Corrupt_text_is_rejected_without_any_other_error()
    {
        var json = Encoding.UTF8.GetBytes("""[{"name":"a\u0041","kappa":0.05,"baseline":[[10,20],[11,19]],"candidate":[[15,15]],"expected":{"rows":[{"p":1e-5}]}}]""");
        var random = new Random(1);
        for (var round = 0; round < 5000; round++)
        {
            var corrupt = random.Next(2) == 0 ? json[..random.Next(json.Length)] : (byte[])json.Clone();
            if (corrupt.Length > 0)
            {
                corrupt[random.Next(corrupt.Length)] = (byte)random.Next(256);
            }

            try
            {
                var (cases, isList) = CountsFile.Read(corrupt, "f");
                using var output = new MemoryStream();
                CountsFile.Write(CountsCheck.Run(cases), isList, output);
            }
            catch (InputException)
            {
                // Refused, as it should be.
            }
        }
    }

    private static string Judge(string json)
    {
        var (cases, isList) = CountsFile.Read(Encoding.UTF8.GetBytes(json), "counts.json");
        using var output = new MemoryStream();
        CountsFile.Write(CountsCheck.Run(cases), isList, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
