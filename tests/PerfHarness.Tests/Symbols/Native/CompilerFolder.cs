namespace PerfHarness.Tests.Symbols.Native;

/// <summary>A private folder with programs that the host's compilers make for one test.</summary>
internal sealed class CompilerFolder : IDisposable
{
    public CompilerFolder() => Folder = Directory.CreateTempSubdirectory("perfharness-").FullName;

    public string Folder { get; }

    public string PathOf(string name) => Path.Join(Folder, name);

    /// <summary>Writes a source file and compiles it with <c>gcc</c>, <c>g++</c> or <c>rustc</c>, as its name says.</summary>
    public string Compile(string source, string text, params string[] options)
    {
        var compiler = Path.GetExtension(source) switch { ".c" => "gcc", ".cpp" => "g++", _ => "rustc" };
        Tool.SkipUnlessExists(compiler);
        // What is on PATH may be rustup's proxy, which has no compiler for a user without a default toolchain.
        Assert.SkipUnless(compiler != "rustc" || Tool.Succeeds(compiler, "--version"), "rustc has no toolchain for this user");
        File.WriteAllText(PathOf(source), text);
        var output = PathOf(Path.GetFileNameWithoutExtension(source));
        Tool.Run(compiler, [PathOf(source), "-o", output, .. options]);
        return output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
