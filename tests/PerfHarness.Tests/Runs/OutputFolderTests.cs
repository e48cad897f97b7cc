using PerfHarness.Runs;

namespace PerfHarness.Tests.Runs;

public sealed class OutputFolderTests
{
    [Theory]
    [InlineData("parser", "parser")]
    [InlineData("a/b\\c:d", "a_b_c_d")]
    [InlineData("..", "bench")]
    [InlineData("../../etc", ".._.._etc")]
    [InlineData("", "bench")]
    [InlineData("x\0\n", "x__")]
    public void A_benchmarks_name_cannot_lead_out_of_the_folder(string name, string folder) =>
        Assert.Equal(folder, OutputFolder.GetFolderName(name));

    [Fact]
    public void A_failing_writer_leaves_the_old_file_and_nothing_else()
    {
        using var temporary = new TemporaryFolder();
        var folder = new OutputFolder(temporary.Path);
        folder.Write("a", stream => stream.Write("old"u8));
        Assert.Throws<InvalidOperationException>(() => folder.Write("a", stream =>
        {
            stream.Write("new"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(temporary.File("a")));
        Assert.Single(Directory.EnumerateFiles(temporary.Path));
    }
}
