using PerfHarness.Processes;

namespace PerfHarness.Truth;

/// <summary>Builds the programs under a folder, each once.</summary>
internal sealed class Builder(string sources, string output)
{
    private static readonly string[] SelfContained = ["-r", "linux-x64", "--self-contained"];
    private static readonly string[] Composite = [.. SelfContained, "-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true"];
    private static readonly string[] SingleFile = ["-p:PublishSingleFile=true"];
    private static readonly string[] Compressed = [.. SingleFile, "-p:EnableCompressionInSingleFile=true"];

    // They would outlive the build and keep its output open.
    private static readonly KeyValuePair<string, string?>[] NoServers =
        [new("MSBUILDDISABLENODEREUSE", "1"), new("UseSharedCompilation", "false"), new("DOTNET_CLI_USE_MSBUILD_SERVER", "0")];

    private readonly Dictionary<(string, PublishKind), BuiltProgram> _built = [];

    public async Task<BuiltProgram> BuildAsync(string program, PublishKind kind)
    {
        if (!_built.TryGetValue((program, kind), out var built))
        {
            var folder = Directory.CreateDirectory(Path.Combine(output, $"{program}-{kind}")).FullName;
            try
            {
                built = await CreateAsync(program, kind, folder).ConfigureAwait(false);
            }
            catch (Exception e) when (e is CommandException or InvalidOperationException)
            {
                built = new BuiltProgram("", [], e.Message.Split('\n')[0]);
            }

            _built.Add((program, kind), built);
        }

        return built;
    }

    private async Task<BuiltProgram> CreateAsync(string program, PublishKind kind, string folder)
    {
        var result = Path.Combine(folder, "truth");
        switch (program)
        {
            case "cpp":
                await RunAsync("g++", ["-O2", "-fno-omit-frame-pointer", "-o", result, Source("Native/burner.cpp")], folder).ConfigureAwait(false);
                return new BuiltProgram(result, []);
            case "go" or "go-stripped":
                await RunAsync("go", ["build", "-o", result, .. program == "go" ? [] : (string[])["-ldflags=-s -w"], Source("Native/burner.go")], folder)
                    .ConfigureAwait(false);
                return new BuiltProgram(result, []);
            case "java":
                await RunAsync("javac", ["-d", folder, Source("Native/Burner.java")], folder).ConfigureAwait(false);
                return new BuiltProgram("java", ["-XX:CompileCommand=quiet", "-XX:CompileCommand=dontinline,Burner*.*", "-cp", folder, "Burner"]);
            case "node":
                await RunAsync("node", ["--version"], folder).ConfigureAwait(false);
                return new BuiltProgram("node", [Source("Native/burner.js")]);
            default:
                return await PublishAsync(program, kind, folder).ConfigureAwait(false);
        }
    }

    private async Task<BuiltProgram> PublishAsync(string program, PublishKind kind, string folder)
    {
        var app = Path.Combine(folder, "app");
        // Compiling the framework takes minutes: both composite kinds share it.
        var build = Path.Combine(output, $"{program}-build{(kind is PublishKind.Composite or PublishKind.CompositeCompressed ? "-composite" : "")}");
        string[] options = kind switch
        {
            PublishKind.FrameworkDependent => [],
            PublishKind.SelfContained => [.. SelfContained, "-p:PublishReadyToRun=true"],
            PublishKind.SingleFile => [.. SelfContained, .. SingleFile],
            PublishKind.Compressed => [.. SelfContained, .. Compressed],
            PublishKind.Composite => Composite,
            _ => [.. Composite, .. Compressed],
        };
        // What was published by the same command from the same sources is kept.
        string[] command = ["publish", Source(program), "-c", "Release", "-v", "quiet", "-nologo", "--artifacts-path", build, "-o", app, .. options];
        var stamp = Path.Combine(folder, "published");
        if (!File.Exists(stamp) || File.ReadAllText(stamp) != string.Join(' ', command) || File.GetLastWriteTimeUtc(stamp) < FindNewest(program))
        {
            File.Delete(stamp);
            await RunAsync("dotnet", command, folder).ConfigureAwait(false);
            await File.WriteAllTextAsync(stamp, string.Join(' ', command)).ConfigureAwait(false);
        }

        return kind == PublishKind.FrameworkDependent
            ? new BuiltProgram("dotnet", [Path.Combine(app, "truth.dll")])
            : new BuiltProgram(Path.Combine(app, "truth"), []);
    }

    private DateTime FindNewest(string program) =>
        new[] { program, "CSharp", "Clock" }.SelectMany(folder => Directory.GetFiles(Source(folder))).Max(File.GetLastWriteTimeUtc);

    private string Source(string name) => Path.Combine(sources, name);

    private static async Task RunAsync(string program, string[] arguments, string folder)
    {
        var command = Command.Create(program).WithArguments(arguments).WithWorkingDirectory(folder).WithEnvironment(NoServers).WithExitCodeCheck(false);
        var result = await command.ExecuteBufferedAsync().ConfigureAwait(false);
        if (!result.Status.Success)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {result.StandardError}{result.StandardOutput}".ReplaceLineEndings(" "));
        }
    }
}
