using System.Globalization;
using PerfHarness.Experiments;

switch (args)
{
    case ["record", var folder, var rounds, var minutes, var programs, .. var only]:
        var limit = TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture));
        await SeriesRecorder.RecordAsync(folder, int.Parse(rounds, CultureInfo.InvariantCulture), limit, Path.GetFullPath(programs), only);
        return 0;
    case ["judge", var folder, var page]:
        await File.WriteAllTextAsync(page, new ExperimentReport(folder).Write());
        return 0;
    case ["stored", var folder, var page]:
        await File.WriteAllTextAsync(page, new StoredReport(folder).Write());
        return 0;
    case ["simulate", var page]:
        await File.WriteAllTextAsync(page, new SimulationReport().Write());
        return 0;
    default:
        Console.Error.WriteLine("record FOLDER ROUNDS MINUTES PROGRAMS [VARIANT...] | judge FOLDER PAGE | stored FOLDER PAGE | simulate PAGE");
        return 2;
}
