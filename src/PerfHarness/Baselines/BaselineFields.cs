using System.Globalization;
using PerfHarness.Measurements;

namespace PerfHarness.Baselines;

/// <summary>The fields at the head of <see cref="BaselineFormat"/>.</summary>
internal static class BaselineFields
{
    public static readonly HashSet<string> NumericFields = new(StringComparer.Ordinal) { "frequency", "naming", "gate", "processors" };

    public static readonly HashSet<string> KnownFields = new(StringComparer.Ordinal)
    {
        "bench", "pin", "event", "frequency", "naming", "gate", "command", "load", "input-hash", "unit", "stacks",
        "commit", "local-changes", "build", "program-hash", "program",
        "cpu", "architecture", "processors", "kernel", "virtualization", "cpu-limit", "memory-limit", "governor", "runtime", "jit",
    };

    public static Conditions ParseConditions(IReadOnlyDictionary<string, string> fields, IReadOnlyList<ProgramFile> files)
    {
        return new Conditions
        {
            Event = Text("event"),
            Frequency = Number("frequency"),
            NamingVersion = Number("naming"),
            GateVersion = Number("gate"),
            Command = Text("command"),
            Load = Text("load"),
            InputHash = Text("input-hash"),
            Commit = Text("commit"),
            HasLocalChanges = Text("local-changes") == "yes",
            Build = Text("build"),
            ProgramHash = Text("program-hash"),
            Program = files.Count == 0 ? null : new ProgramManifest(Text("program"), files),
            Fingerprint = new Fingerprint
            {
                CpuModel = Text("cpu"),
                Architecture = Text("architecture"),
                ProcessorCount = Number("processors"),
                Kernel = Text("kernel"),
                Virtualization = Text("virtualization"),
                CpuLimit = Text("cpu-limit"),
                MemoryLimit = Text("memory-limit"),
                Governor = Text("governor"),
                Runtime = Text("runtime"),
                JitSettings = Text("jit"),
            },
        };

        string Text(string key) => fields.GetValueOrDefault(key, "");
        int Number(string key) => fields.TryGetValue(key, out var text) ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
    }
}
