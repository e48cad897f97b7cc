using System.Text.Json;

namespace PerfHarness.Profiles;

/// <summary>
/// What is known of a recording besides perf.data, as JSON in the folder beside it: perf.data has no place for the CPU time that
/// the kernel accounted, by which a reader sees what the samples missed.
/// </summary>
internal static class RunInfoFile
{
    /// <summary>In the folder of the perf maps.</summary>
    public const string Name = "run.json";

    private const int MaxBytes = 1 << 16;

    public static void Write(RunInfo run, string folder)
    {
        using var stream = File.Create(Path.Combine(folder, Name));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        if (run.Started is { } started)
        {
            json.WriteString("started", started);
        }

        WriteSeconds(json, "wallSeconds", run.WallTime);
        WriteSeconds(json, "cpuSeconds", run.CpuTime);
        WriteSeconds(json, "busySeconds", run.BusyTime);
        json.WriteNumber("lostSamples", run.LostSamples);
        if (run.MaxStack is { } depth)
        {
            json.WriteNumber("maxStack", depth);
        }

        if (run.RootPid is { } root)
        {
            json.WriteNumber("rootPid", root);
        }

        if (run.GatePid is { } gate)
        {
            json.WriteNumber("gatePid", gate);
        }

        json.WriteEndObject();
    }

    /// <summary>Null where there is no such file, or none that can be used.</summary>
    public static RunInfo? TryRead(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, Name));
        try
        {
            if (!file.Exists || file.LinkTarget is not null || file.Length > MaxBytes)
            {
                return null;
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            var root = document.RootElement;
            return new RunInfo
            {
                Started = root.TryGetProperty("started", out var started) ? started.GetDateTimeOffset() : null,
                WallTime = ReadSeconds(root, "wallSeconds"),
                CpuTime = ReadSeconds(root, "cpuSeconds"),
                BusyTime = ReadSeconds(root, "busySeconds"),
                LostSamples = root.TryGetProperty("lostSamples", out var lost) ? Math.Max(0, lost.GetInt64()) : 0,
                MaxStack = root.TryGetProperty("maxStack", out var depth) && depth.GetInt32() is > 0 and var frames ? frames : null,
                RootPid = root.TryGetProperty("rootPid", out var pid) ? pid.GetInt32() : null,
                GatePid = root.TryGetProperty("gatePid", out var gate) ? gate.GetInt32() : null,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } value)
        {
            json.WriteNumber(name, Math.Round(value.TotalSeconds, 6));
        }
    }

    private static TimeSpan? ReadSeconds(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.GetDouble() is >= 0 and < 1e9 and var seconds ? TimeSpan.FromSeconds(seconds) : null;
}
