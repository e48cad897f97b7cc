using PerfHarness.Formats.Diagnostics;
using PerfHarness.Runs;
using PerfHarness.Tests.Processes;

namespace PerfHarness.Tests.Runs;

public sealed class InputFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public InputFilesTests()
    {
        Put("data/a.json", "1");
        Put("data/deep/b.json", "2");
        Put("data/c.txt", "3");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Content_and_names_count_and_the_folder_and_the_order_of_patterns_do_not()
    {
        var hash = Hash("data/**/*.json", "data/c.txt");
        Assert.Equal(16, hash.Length);
        Assert.Equal(hash, Hash("data/c.txt", "data/a.json", "data/**/*.json"));
        Assert.Equal(hash, Hash("data"));

        using var other = new TestFolder();
        foreach (var file in (string[])["data/a.json", "data/deep/b.json", "data/c.txt"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(other.Path, file))!);
            File.Copy(Path.Combine(_folder.Path, file), Path.Combine(other.Path, file));
        }

        Assert.Equal(hash, new InputFiles(other.Path, ["data"]).ComputeHash());
        Put("data/c.txt", "4");
        Assert.NotEqual(hash, Hash("data"));
        Put("data/c.txt", "3");
        File.Move(Path.Combine(_folder.Path, "data/c.txt"), Path.Combine(_folder.Path, "data/d.txt"));
        Assert.NotEqual(hash, Hash("data"));
    }

    [Fact]
    public void A_pattern_without_a_file_is_rejected()
    {
        var error = Assert.Throws<PerfHarnessException>(() => Hash("data/*.xml"));
        Assert.Contains("no input file matches 'data/*.xml'", error.Message, StringComparison.Ordinal);
    }

    private string Hash(params string[] patterns) => new InputFiles(_folder.Path, patterns).ComputeHash();

    private void Put(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
