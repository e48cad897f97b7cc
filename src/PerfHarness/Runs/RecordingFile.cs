using PerfHarness.Formats.Diagnostics;
using PerfHarness.Import;
using PerfHarness.Measurements;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// A saved recording: perf's file, and beside it a folder with the perf maps and what else is known of the run, where imports look
/// for them.
/// </summary>
/// <param name="Samples">Of the <see cref="Profiles.MainEvent"/>.</param>
/// <param name="LostSamples">Samples that the kernel could not deliver.</param>
internal sealed record RecordingFile(string Path, long Bytes, long Samples, long LostSamples)
{
    /// <exception cref="PerfHarnessException">It cannot be written.</exception>
    public static RecordingFile Save(RecordedRun run, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        var record = RunRecordFactory.Create(run);
        try
        {
            if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            File.Copy(run.DataPath, path, overwrite: true);
            var maps = path + PerfDataImporter.MapsExtension;
            if (Directory.Exists(maps))
            {
                Directory.Delete(maps, recursive: true);
            }

            Directory.CreateDirectory(maps);
            RunInfoFile.Write(run.ToRunInfo(), maps);
            foreach (var map in Directory.EnumerateFiles(run.MapFolder))
            {
                File.Copy(map, System.IO.Path.Combine(maps, System.IO.Path.GetFileName(map)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(DiagnosticCodes.OutputNotWritable, $"cannot write '{path}': {e.Message}", null, path, e);
        }

        return new RecordingFile(path, new FileInfo(path).Length, record.Samples, record.LostSamples);
    }
}
