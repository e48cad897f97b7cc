namespace PerfHarness.Tests.Symbols;

/// <summary>A private folder with programs that the SDK's own compiler makes for one test.</summary>
internal sealed class CSharpFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>Compiles an optimized program with a PDB; its path.</summary>
    /// <param name="sources">Files of the program.</param>
    public string Compile(string name, params string[] sources)
    {
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        var files = sources.Select((_, i) => System.IO.Path.Combine(folder, $"app{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}.cs")).ToArray();
        for (var i = 0; i < files.Length; i++)
        {
            File.WriteAllText(files[i], sources[i]);
        }

        var sdk = Tools.Run("dotnet", ["--list-sdks"], folder).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        var compiler = System.IO.Path.Combine(sdk[(sdk.IndexOf('[') + 1)..sdk.IndexOf(']')], sdk[..sdk.IndexOf(' ')], "Roslyn", "bincore", "csc.dll");
        var program = System.IO.Path.Combine(folder, "app.dll");
        var shared = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = Directory.GetFiles(shared, "System*.dll").Select(r => $"-r:{r}");
        Tools.Run("dotnet", [compiler, "-nologo", "-o+", "-debug:portable", "-deterministic", $"-out:{program}", .. references, .. files], folder);
        File.WriteAllText(
            System.IO.Path.ChangeExtension(program, ".runtimeconfig.json"),
            """{ "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" } } }""");
        return program;
    }

    public void Dispose() => _folder.Dispose();
}
