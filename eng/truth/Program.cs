using PerfHarness.Recording.Capabilities;
using PerfHarness.Tests.Shared.Truth;
using PerfHarness.Truth;

if (args is not [var sources, var output, var page, .. var only])
{
    Console.Error.WriteLine("PROGRAMS OUTPUT PAGE [PART OF A TITLE...]");
    return 2;
}

var started = DateTime.UtcNow;
var temporary = Directory.CreateTempSubdirectory("perfharness-truth-");
try
{
    var capabilities = await PerfCapabilities.ProbeAsync();
    capabilities.ThrowIfImpossible();
    var runner = new CaseRunner(capabilities, new Builder(Path.GetFullPath(sources), Path.GetFullPath(output)), temporary.FullName);
    var rows = new List<TruthRow>();
    foreach (var @case in Cases.All.Where(c => only.Length == 0 || only.Any(o => TruthPage.Describe(c).Contains(o, StringComparison.OrdinalIgnoreCase))))
    {
        var row = await runner.RunAsync(@case);
        rows.Add(row);
        await File.WriteAllTextAsync(page, new TruthPage(rows, capabilities, started).Write());
        Console.WriteLine(TruthPage.FormatRow(row));
        row.Addresses?.Wrong.Concat(row.Addresses.Missed.Select(missed => "missed: " + missed)).Take(20).ToList().ForEach(line => Console.WriteLine("    " + line));
        row.Burned?.Shares.Where(share => Math.Abs(share.Sigmas) > 3).ToList().ForEach(share => Console.WriteLine("    " + share));
    }

    var result = new TruthPage(rows, capabilities, started);
    Console.WriteLine(result.Verdict);
    return result.IsTrue ? 0 : 1;
}
finally
{
    temporary.Delete(recursive: true);
}
