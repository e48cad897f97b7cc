using System.Globalization;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Import;
using PerfHarness.Profiles;
using PerfHarness.Recording;

namespace PerfHarness.Runs;

/// <summary>
/// A saved recording: perf's file, and beside it a folder with the perf maps and what else is known of the run, where imports look
/// for them.
/// </summary>
/// <param name="Paths">One file, or the parts of a long recording.</param>
/// <param name="Bytes">Of all files.</param>
/// <param name="Events">What it has of each event.</param>
/// <param name="LostSamples">Samples that the kernel could not deliver.</param>
internal sealed record RecordingFile(IReadOnlyList<string> Paths, long Bytes, IReadOnlyList<EventCount> Events, long LostSamples)
{
    private const int MaxNamedEvents = 3;
    private const string PartialExtension = ".partial";

    /// <summary>What a recording that is replaced is renamed to, as perf does.</summary>
    private const string OldExtension = ".old";

    /// <summary>Saves a recording; one that is there already keeps its maps under its name with <c>.old</c>.</summary>
    /// <exception cref="PerfHarnessException">It cannot be written. The recording is kept where the message says.</exception>
    public static RecordingFile Save(RecordedRun run, string path)
    {
        ArgumentNullException.ThrowIfNull(run);
        var summary = run.Summary;
        IReadOnlyList<string> names = [path];
        try
        {
            if (System.IO.Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            if (File.Exists(path) && !RegularFile.Exists(path))
            {
                // A pipe or a device: there is no place beside it.
                CopyContent(run.DataPath, path);
            }
            else if (run.Folder.DataFiles is { Count: > 1 } parts)
            {
                // Each beside its maps, named as perf names them.
                names = [.. parts.Select(part => path + System.IO.Path.GetFileName(part)[System.IO.Path.GetFileName(run.DataPath).Length..])];
                foreach (var (part, name) in parts.Zip(names))
                {
                    Replace(run, part, name);
                }
            }
            else
            {
                Replace(run, run.Folder.DataFiles[0], path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.OutputNotWritable, $"cannot write '{path}': {e.Message}", Keep(run), path, e);
        }

        return new RecordingFile(names, run.Folder.DataFiles.Sum(file => new FileInfo(file).Length), summary.CountEvents(),
            summary.LostSamples + run.ToRunInfo().LostSamples);
    }

    /// <summary>The file, or the first and the last of the parts.</summary>
    public string FormatPaths() => Paths.Count == 1
        ? Paths[0]
        : string.Create(CultureInfo.InvariantCulture, $"{Paths[0]} … {System.IO.Path.GetFileName(Paths[^1])} ({Paths.Count} files)");

    /// <summary><c>4,084 samples</c>, <c>500 calls</c>; with several events, of which.</summary>
    public string FormatCounts()
    {
        if (Events.Count == 0)
        {
            return "0 samples";
        }

        var texts = Events.Take(MaxNamedEvents).Select(count =>
            string.Create(CultureInfo.InvariantCulture, $"{count.Samples:#,0} {count.CountName}{(Events.Count > 1 ? $" of {count.Name}" : "")}"));
        var more = Events.Count > MaxNamedEvents
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", {Events.Skip(MaxNamedEvents).Sum(count => count.Samples):#,0} of {Events.Count - MaxNamedEvents} more events")
            : "";
        return string.Join(", ", texts) + more;
    }

    // Nothing of what is there is touched before all of the new files have been written.
    private static void Replace(RecordedRun run, string data, string path)
    {
        var (partial, partialMaps) = (path + PartialExtension, path + PartialExtension + PerfDataImporter.MapsExtension);
        try
        {
            RemoveFolder(partialMaps);
            File.Copy(data, partial, overwrite: true);
            Directory.CreateDirectory(partialMaps);
            RunInfoFile.Write(run.ToRunInfo(), partialMaps);
            foreach (var map in Directory.EnumerateFiles(run.MapFolder))
            {
                File.Copy(map, System.IO.Path.Combine(partialMaps, System.IO.Path.GetFileName(map)));
            }
        }
        catch
        {
            File.Delete(partial);
            RemoveFolder(partialMaps);
            throw;
        }

        if (File.Exists(path))
        {
            Move(path, path + OldExtension);
        }

        Move(partial, path);
    }

    private static void Move(string from, string to)
    {
        var (fromMaps, toMaps) = (from + PerfDataImporter.MapsExtension, to + PerfDataImporter.MapsExtension);
        File.Move(from, to, overwrite: true);
        RemoveFolder(toMaps);
        if (Directory.Exists(fromMaps))
        {
            Directory.Move(fromMaps, toMaps);
        }
    }

    private static void CopyContent(string from, string to)
    {
        using var source = File.OpenRead(from);
        using var target = new FileStream(to, FileMode.Open, FileAccess.Write);
        source.CopyTo(target);
    }

    private static void RemoveFolder(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Puts the recording where nothing removes it.</summary>
    /// <returns>What the user can do now.</returns>
    private static string? Keep(RecordedRun run)
    {
        try
        {
            var kept = System.IO.Path.Combine(run.Folder.Keep(), "perf.data");
            TryWriteRunInfo(run, kept + PerfDataImporter.MapsExtension);
            return $"The recording is kept: '{kept}', with its maps beside it. Move both, or remove their folder.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The disk may be full there, too; the samples are worth more.
    private static void TryWriteRunInfo(RecordedRun run, string folder)
    {
        try
        {
            RunInfoFile.Write(run.ToRunInfo(), folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(System.IO.Path.Combine(folder, RunInfoFile.Name));
        }
    }
}
