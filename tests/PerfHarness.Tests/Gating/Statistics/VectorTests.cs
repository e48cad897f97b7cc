using System.Runtime.CompilerServices;
using System.Text.Json;
using PerfHarness.Checks;

namespace PerfHarness.Tests.Gating.Statistics;

/// <summary>The reference implementation's figures, every one of them (tests/Fixtures/gate).</summary>
public sealed class VectorTests
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "..", "Fixtures", "gate");

    [Theory]
    [InlineData("vectors.json")]
    [InlineData("edges.json")]
    public void Every_figure_of_the_reference_is_met(string file)
    {
        var json = File.ReadAllBytes(Path.Combine(Folder, file));
        var (cases, isList) = CountsFile.Read(json, file);
        Assert.True(isList);
        using var output = new MemoryStream();
        CountsFile.Write(CountsCheck.Run(cases), isList, output);

        using var expected = JsonDocument.Parse(json);
        using var actual = JsonDocument.Parse(output.ToArray());
        var worst = 0.0;
        Compare("$", expected.RootElement, actual.RootElement, ref worst);
        TestContext.Current.SendDiagnosticMessage($"{file}: largest relative difference {worst:g3}");
    }

    private static void Compare(string path, JsonElement expected, JsonElement actual, ref double worst)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{path}: {expected.ValueKind} {actual.ValueKind}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Select(p => p.Name), actual.EnumerateObject().Select(p => p.Name));
                foreach (var property in expected.EnumerateObject())
                {
                    Compare($"{path}.{property.Name}", property.Value, actual.GetProperty(property.Name), ref worst);
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                for (var i = 0; i < expected.GetArrayLength(); i++)
                {
                    Compare($"{path}[{i}]", expected[i], actual[i], ref worst);
                }

                break;
            case JsonValueKind.Number:
                var (x, y) = (expected.GetDouble(), actual.GetDouble());
                // Relative, so that a p of 1e-30 is right in its digits too; a factor that cancels to nothing is zero.
                var difference = Math.Abs(x - y) / Math.Max(Math.Abs(x), path.Contains(".p", StringComparison.Ordinal) ? 1e-290 : 1e-6);
                worst = Math.Max(worst, difference);
                Assert.True(difference <= 1e-9, $"{path}: {x:r} {y:r}");
                break;
            default:
                Assert.Equal(expected.ToString(), actual.ToString());
                break;
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
