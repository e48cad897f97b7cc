using System.Text.Json;

namespace PerfHarness.TestHosts;

/// <summary>What a test host has measured; a file in its folder.</summary>
/// <param name="Operations">Times that the body was executed while it was recorded.</param>
/// <param name="Threads">Ids of the threads that ran it.</param>
internal sealed record TestHostReport(long Operations, IReadOnlyList<int> Threads)
{
    private const string FileName = "report.json";

    public static TestHostReport Read(string folder) =>
        JsonSerializer.Deserialize<TestHostReport>(File.ReadAllBytes(Path.Combine(folder, FileName)))
        ?? throw new InvalidDataException($"{FileName} is empty");

    public void Write(string folder) => File.WriteAllBytes(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this));
}
