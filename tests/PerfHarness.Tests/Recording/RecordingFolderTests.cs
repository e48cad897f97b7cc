using PerfHarness.Processes;
using PerfHarness.Recording;
using PerfHarness.Tests.Processes;

namespace PerfHarness.Tests.Recording;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RecordingFolderTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly TestFolder _parent = new();

    public void Dispose() => _parent.Dispose();

    [Fact]
    public void Only_the_owner_may_enter_and_it_is_removed_with_its_content()
    {
        var folder = RecordingFolder.Create(_parent.Path);
        Assert.Equal((Private, Private), (File.GetUnixFileMode(folder.Path), File.GetUnixFileMode(folder.MapFolder)));
        Directory.CreateDirectory(folder.MapFolder + "/a/b");
        File.WriteAllText(folder.MapFolder + "/a/b/c", "x");
        folder.Dispose();
        folder.Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_parent.Path));
    }

    [Fact]
    public void Two_folders_have_different_names()
    {
        using var one = RecordingFolder.Create(_parent.Path);
        using var two = RecordingFolder.Create(_parent.Path);
        Assert.NotEqual(one.Path, two.Path);
    }

    [Fact]
    public void A_folder_whose_owner_lives_is_not_swept()
    {
        using var folder = RecordingFolder.Create(_parent.Path);
        Assert.Equal(0, RecordingFolder.Sweep(_parent.Path));
        Assert.True(Directory.Exists(folder.MapFolder));
    }

    [Fact]
    public async Task A_folder_whose_owner_is_dead_is_swept_with_the_processes_of_its_recording()
    {
        var path = Folder("perfharness-recording-dead", Private);
        File.WriteAllText(path + "/lock", "");
        File.WriteAllText(path + "/perf.data", "x");
        using var left = Command.Create("sleep").WithArguments(["1000"]).WithEnvironment([new(ProcessTree.MarkVariable, path)]).Start();
        Assert.Equal(1, RecordingFolder.Sweep(_parent.Path));
        Assert.False(Directory.Exists(path));
        Assert.NotEqual(0, (await left.Exited.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Status.Signal);
    }

    [Fact]
    public void A_folder_that_is_just_being_made_is_not_swept()
    {
        var path = Folder("perfharness-recording-young", Private);
        Assert.Equal(0, RecordingFolder.Sweep(_parent.Path));
        Directory.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        Assert.Equal(1, RecordingFolder.Sweep(_parent.Path));
    }

    [Fact]
    public void What_is_not_surely_ours_is_not_swept()
    {
        var open = Folder("perfharness-recording-open", Private | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        File.WriteAllText(open + "/lock", "");
        var target = Folder("target", Private);
        File.WriteAllText(target + "/lock", "");
        Directory.CreateSymbolicLink(_parent.File("perfharness-recording-link"), target);
        Folder("other", Private);
        Assert.Equal(0, RecordingFolder.Sweep(_parent.Path));
        Assert.Equal(4, Directory.EnumerateFileSystemEntries(_parent.Path).Count());
    }

    private string Folder(string name, UnixFileMode mode)
    {
        var path = Directory.CreateDirectory(_parent.File(name)).FullName;
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
