namespace PerfHarness.Tests.Symbols;

/// <summary>A private folder with programs that the SDK's own compiler makes for one test.</summary>
internal sealed class CSharpFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>Compiles an optimized program with a PDB; its path.</summary>
    public string Compile(string name, string source)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        var file = System.IO.Path.Combine(folder, "app.cs");
        File.WriteAllText(file, source);
        var sdk = Tools.Run("dotnet", ["--list-sdks"], folder).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        var compiler = System.IO.Path.Combine(sdk[(sdk.IndexOf('[') + 1)..sdk.IndexOf(']')], sdk[..sdk.IndexOf(' ')], "Roslyn", "bincore", "csc.dll");
        var program = System.IO.Path.Combine(folder, "app.dll");
        var shared = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = Directory.GetFiles(shared, "System*.dll").Select(r => $"-r:{r}");
        Tools.Run("dotnet", [compiler, "-nologo", "-o+", "-debug:portable", "-deterministic", $"-out:{program}", .. references, file], folder);
        File.WriteAllText(
            System.IO.Path.ChangeExtension(program, ".runtimeconfig.json"),
            """{ "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" } } }""");
        return program;
    }

    public void Dispose() => _folder.Dispose();
}
