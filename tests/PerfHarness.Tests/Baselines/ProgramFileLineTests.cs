using PerfHarness.Baselines;

namespace PerfHarness.Tests.Baselines;

/// <summary>The files of a kept program in a baseline: anything that could lead out of its folder is rejected.</summary>
public sealed class ProgramFileLineTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void A_line_is_read_as_it_was_written()
    {
        var file = ProgramFileLine.TryParse($"{Hash}\t12\tx\tde/a b.dll", "", out var problem)!;
        Assert.Null(problem);
        Assert.Equal(("de/a b.dll", Hash, 12L, true), (file.Path, file.Hash, file.Length, file.IsExecutable));
        Assert.Equal($"{Hash}\t12\tx\tde/a b.dll", ProgramFileLine.Format(file));
    }

    [Theory]
    [InlineData(Hash + "\t12\tx", "4 columns")]
    [InlineData("xyz\t12\tx\ta", "not a SHA-256")]
    [InlineData("0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\t12\tx\ta", "not a SHA-256")]
    [InlineData(Hash + "\t-1\tx\ta", "not a valid length")]
    [InlineData(Hash + "\t1\ty\ta", "x or -")]
    [InlineData(Hash + "\t1\tx\t../a", "not a relative path")]
    [InlineData(Hash + "\t1\tx\t/a", "not a relative path")]
    [InlineData(Hash + "\t1\tx\tA", "out of order")]
    [InlineData(Hash + "\t1\tx\tQ", "out of order")]
    public void Anything_else_is_a_problem(string line, string said)
    {
        Assert.Null(ProgramFileLine.TryParse(line, "Q", out var problem));
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }
}
