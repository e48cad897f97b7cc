using System.Diagnostics;

namespace PerfHarness.Tests.Symbols.Managed;

/// <summary>
/// One program as the SDK publishes it with its own runtime, each way once for all tests of a class. It asks the runtime for the
/// code of very many methods, so that a jitdump lists them, says where its images are mapped, and works for some seconds.
/// </summary>
public sealed class PublishedPrograms : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
            <SelfContained>true</SelfContained>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
            <JsonSerializerIsReflectionEnabledByDefault>true</JsonSerializerIsReflectionEnabledByDefault>
            <SuppressTrimAnalysisWarnings>true</SuppressTrimAnalysisWarnings>
          </PropertyGroup>
          <ItemGroup>
            <TrimmerRootAssembly Include="burner" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using System.Collections.Concurrent;
        using System.Diagnostics;
        using System.Reflection;
        using System.Runtime.CompilerServices;
        using System.Text;
        using System.Text.Json;
        using System.Text.RegularExpressions;

        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        Type[] arguments = [typeof(object), typeof(int), typeof(byte), typeof(char)];
        var seconds = double.Parse(args[0]);
        if (args.Length > 1)
        {
            foreach (var name in (string[])["System.Private.CoreLib", "System.Linq", "System.Collections", "System.Text.Json"])
            {
                foreach (var type in Assembly.Load(name).GetTypes())
                {
                    foreach (var argument in type.ContainsGenericParameters ? arguments : [typeof(object)])
                    {
                        Prepare(type, argument);
                    }
                }
            }

            File.WriteAllText(args[1], File.ReadAllText("/proc/self/maps"));
        }

        Console.WriteLine("ready");
        var items = Enumerable.Range(0, 50).Select(i => new Item(i, "name" + i, [1.5, i], new() { ["a"] = "b" + i })).ToList();
        long sum = 0;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < seconds;)
        {
            sum += JsonSerializer.Deserialize<List<Item>>(JsonSerializer.Serialize(items))!.Count;
            sum += Regex.Matches("the quick brown fox 123 jumps 456 over", @"(\w+)\s(\d+)").Count;
            var random = new Random(1);
            var texts = Enumerable.Range(0, 1000).Select(_ => random.NextDouble().ToString("F3")).ToList();
            texts.Sort(StringComparer.Ordinal);
            sum += Enumerable.Range(0, 1000).GroupBy(i => i % 7).Select(g => (g.Key, Sum: g.Sum())).OrderBy(x => x.Sum).Count();
            var set = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var text in texts) { set[text] = text.Length; }
            var counts = new ConcurrentDictionary<string, int>();
            foreach (var text in texts) { counts.AddOrUpdate(text, 1, (_, n) => n + 1); }
            sum += set.Count + counts.Count + new StringBuilder().AppendJoin(',', texts).ToString().Split(',').Length;
            sum += (await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => { await Task.Yield(); return i; }))).Length;
        }

        Console.WriteLine(sum);

        void Prepare(Type type, Type argument)
        {
            try
            {
                var closed = type.ContainsGenericParameters
                    ? type.MakeGenericType([.. Enumerable.Repeat(argument, type.GetGenericArguments().Length)]) : type;
                RuntimeTypeHandle[] handles = [.. closed.GetGenericArguments().Select(t => t.TypeHandle)];
                foreach (var method in closed.GetMethods(All).Cast<MethodBase>().Concat(closed.GetConstructors(All)))
                {
                    try { if (!method.IsAbstract && !method.ContainsGenericParameters) { RuntimeHelpers.PrepareMethod(method.MethodHandle, handles); } }
                    catch (Exception) { /* not for this argument */ }
                }
            }
            catch (Exception) { /* not for this argument */ }
        }

        record Item(int Id, string Name, double[] Values, Dictionary<string, string> Tags);
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _published = [];
    private readonly Lock _lock = new();

    internal string FolderOf(string name) => Directory.CreateDirectory(_folder.File(name)).FullName;

    /// <summary>Publishes the program, or gives what was; skips the test where the packages cannot be restored.</summary>
    /// <param name="way">Of <see cref="PublishedProgramTests"/>.</param>
    internal string Get(string way)
    {
        lock (_lock)
        {
            if (!_published.TryGetValue(way, out var program))
            {
                program = Publish(way);
                _published.Add(way, program);
            }

            return program;
        }
    }

    public void Dispose() => _folder.Dispose();

    private string Publish(string way)
    {
        // One folder for all: what one way compiled, the next need not compile again.
        var folder = FolderOf("source");
        File.WriteAllText(Path.Combine(folder, "burner.csproj"), Project);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), Program);
        var target = _folder.File(way);
        IEnumerable<string> properties = way.Split(' ').Select(property => $"-p:{property}=true");
        var start = new ProcessStartInfo("dotnet", ["publish", "-c", "Release", "-o", target, "-nodeReuse:false", .. properties])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.SkipWhen(output.Contains("error NU", StringComparison.Ordinal) || output.Contains("NETSDK1", StringComparison.Ordinal) && process.ExitCode != 0,
            "the runtime's packages cannot be restored: " + output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal)));
        Assert.True(process.ExitCode == 0, output);
        return Path.Combine(target, "burner");
    }
}
