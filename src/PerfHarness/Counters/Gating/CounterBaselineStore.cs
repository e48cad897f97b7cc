using PerfHarness.Baselines;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;

namespace PerfHarness.Counters.Gating;

/// <summary>
/// Counter baselines as files beside those of profiles, one per benchmark and kind of machine:
/// <c>perfharness/baselines/json/intel-xeon-8370c-1a2b3c4d.counters</c>.
/// </summary>
internal sealed class CounterBaselineStore(string directory)
{
    private const string Extension = ".counters";
    private const long MaxFileLength = 16L << 20;

    public string GetPath(BaselineKey key) =>
        Path.Combine(directory, StoreFileName.Encode(key.Bench), StoreFileName.Encode(key.Fingerprint) + Extension);

    /// <summary>What is stored, in ordinal order; a file that cannot be read is listed with its problem.</summary>
    /// <param name="bench">Only this benchmark; null for all.</param>
    public IReadOnlyList<(BaselineKey Key, CounterBaseline? Baseline, Diagnostic? Problem)> List(string? bench = null)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        var found = new List<(BaselineKey, CounterBaseline?, Diagnostic?)>();
        var folders = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 };
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension, folders).Order(StringComparer.Ordinal))
        {
            var key = new BaselineKey(
                StoreFileName.Decode(Path.GetFileName(Path.GetDirectoryName(path)!)), StoreFileName.Decode(Path.GetFileNameWithoutExtension(path)));
            try
            {
                var baseline = Read(path);
                found.Add((key with { Bench = baseline.Bench }, baseline, null));
            }
            catch (PerfHarnessException e)
            {
                found.Add((key, null, e.Diagnostic));
            }
        }

        return found.FindAll(entry => bench is null || entry.Item1.Bench == bench);
    }

    /// <exception cref="InputException">It cannot be read.</exception>
    public static CounterBaseline Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaxFileLength
                ? CounterBaselineFormat.Parse(File.ReadAllBytes(path), path)
                : throw new InputException(DiagnosticCodes.CorruptBaseline, "the file is too large for a baseline of counters.", null, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {e.Message}", null, path, e);
        }
    }

    /// <summary>Replaces what is there.</summary>
    /// <returns>The file.</returns>
    public Task<string> AcceptAsync(CounterBaseline baseline, CancellationToken cancellation) =>
        UpdateAsync(async () =>
        {
            var path = GetPath(new BaselineKey(baseline.Bench, baseline.Conditions.Fingerprint.Key));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await AtomicFile.WriteAsync(path, CounterBaselineFormat.Write(baseline), cancellation).ConfigureAwait(false);
            return path;
        }, cancellation);

    public Task RemoveAsync(BaselineKey key, CancellationToken cancellation) =>
        UpdateAsync(() =>
        {
            var path = GetPath(key);
            File.Delete(path);
            if (Path.GetDirectoryName(path) is { } folder && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }

            return Task.FromResult(path);
        }, cancellation);

    private async Task<string> UpdateAsync(Func<Task<string>> change, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(directory);
            using var folderLock = await StoreLock.AcquireAsync(directory, TimeProvider.System, cancellation).ConfigureAwait(false);
            return await change().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.OutputNotWritable, $"cannot update the baselines in '{directory}': {e.Message}", null, directory, e);
        }
    }
}
