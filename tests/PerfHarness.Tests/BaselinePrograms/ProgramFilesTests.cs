using PerfHarness.BaselinePrograms;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Measurements;
using PerfHarness.Recording;

namespace PerfHarness.Tests.BaselinePrograms;

/// <summary>What of a command is the benchmark, and which files that takes.</summary>
public sealed class ProgramFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_a_managed_program_the_whole_folder_is_kept_but_for_symbols_and_outputs()
    {
        Write("Bench.dll", "Bench.runtimeconfig.json", "Bench.pdb", "Lib.dll", "de/Lib.resources.dll", "runtimes/linux-x64/native/x.so", "artifacts/perfharness/a.svg", ".git/x");
        var files = ProgramFiles.Find(new CommandTarget("dotnet", ["exec", _folder.File("Bench.dll"), "5"]))!;
        Assert.Equal("Bench.dll", files.Main);
        Assert.Equal(["Bench.dll", "Bench.runtimeconfig.json", "Lib.dll", "de/Lib.resources.dll", "runtimes/linux-x64/native/x.so"], files.Paths);
    }

    [Fact]
    public void Of_a_native_program_only_libraries_are_kept_besides()
    {
        Write("bench", "libbench.so", "libbench.so.1", "notes.txt", "bench.debug");
        Chmod("bench");
        var files = ProgramFiles.Find(new CommandTarget("./bench", ["notes.txt"]) { WorkingDirectory = _folder.Path })!;
        Assert.Equal(["bench", "bench.debug", "libbench.so", "libbench.so.1"], files.Paths);
        Assert.Equal([true, false, false, false], files.CreateManifest().Files.Select(f => f.IsExecutable));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("python3", "-c", "print(1)")]
    [InlineData("./missing")]
    public void A_command_of_the_system_has_no_files_of_its_own(string program, params string[] arguments) =>
        Assert.Null(ProgramFiles.Find(new CommandTarget(program, arguments)));

    [Fact]
    public void The_other_build_may_be_started_in_another_way()
    {
        Write("new/Bench.dll", "new/Bench", "old/Bench.dll", "old/Bench");
        Chmod("new/Bench");
        var (dll, host) = (_folder.File("old/Bench.dll"), _folder.File("old/Bench"));
        var managed = new CommandTarget("dotnet", ["exec", _folder.File("new/Bench.dll"), "5"]);
        Assert.Equal(["exec", dll, "5"], MainFile.Replace(managed, dll).Arguments);
        Assert.Equal((host, "5"), (MainFile.Replace(managed, host).Program, MainFile.Replace(managed, host).Arguments.Single()));
        var native = new CommandTarget(_folder.File("new/Bench"), ["5"]);
        Assert.Equal((host, "5"), (MainFile.Replace(native, host).Program, MainFile.Replace(native, host).Arguments.Single()));
        Assert.Equal(["dotnet", dll, "5"], (string[])[MainFile.Replace(native, dll).Program, .. MainFile.Replace(native, dll).Arguments]);
    }

    [Fact]
    public void A_kept_program_is_the_same_again_and_what_nothing_needs_is_removed()
    {
        Write("bench/bench", "bench/lib.so");
        Chmod("bench/bench");
        var files = ProgramFiles.Find(new CommandTarget(_folder.File("bench/bench"), []))!;
        var manifest = files.CreateManifest();
        var store = ProgramStore.Of(_folder.File("perfharness/baselines"));
        Assert.False(store.Has(manifest));
        store.Keep(files, manifest);
        Assert.True(store.Has(manifest));
        Assert.StartsWith("#", File.ReadAllText(_folder.File("perfharness/programs/.gitignore")), StringComparison.Ordinal);

        store.CopyTo(manifest, _folder.File("copy"));
        Assert.Equal(manifest.ComputeHash(), ProgramFiles.Find(new CommandTarget(_folder.File("copy/bench"), []))!.CreateManifest().ComputeHash());
        File.AppendAllText(_folder.File("bench/bench"), "x");
        Assert.Equal(DiagnosticCodes.ProgramChanged, Assert.Throws<PerfHarnessException>(() => store.Keep(files, manifest)).Diagnostic.Code);

        // Another acceptance may be under way: what is young stays.
        store.Sweep([]);
        Assert.True(store.Has(manifest));
        foreach (var file in Directory.EnumerateFiles(store.Folder, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-1));
        }

        store.Sweep([manifest]);
        Assert.True(store.Has(manifest));
        store.Sweep([]);
        Assert.False(store.Has(manifest));
        Assert.Equal(DiagnosticCodes.ProgramUnavailable, Assert.Throws<PerfHarnessException>(() => store.CopyTo(manifest, _folder.File("gone"))).Diagnostic.Code);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a/b.c", true)]
    [InlineData("", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("../a", false)]
    [InlineData("a/../../b", false)]
    [InlineData("a//b", false)]
    [InlineData("./a", false)]
    [InlineData("a\0b", false)]
    public void A_path_of_a_manifest_stays_in_its_folder(string path, bool isSafe) => Assert.Equal(isSafe, ProgramManifest.IsSafePath(path));

    private void Write(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
            File.WriteAllText(_folder.File(path), path);
        }
    }

    private void Chmod(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.File(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
