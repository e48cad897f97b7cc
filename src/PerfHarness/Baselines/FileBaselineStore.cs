using System.Security.Cryptography;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Measurements;

namespace PerfHarness.Baselines;

/// <summary>
/// Baselines as files that are reviewed and merged with the code:
/// <code>
///   perfharness/baselines/
///     json-parse/                                    one folder per benchmark
///       intel-xeon-8370c-1a2b3c4d.baseline           rolling, one file per fingerprint
///       intel-xeon-8370c-1a2b3c4d.0f3e….pb.gz        its stacks; named by content, so that a baseline never
///       intel-xeon-8370c-1a2b3c4d@v1.4.baseline      has another one's             └ pinned
/// </code>
/// A writer holds the folder's lock and replaces files atomically: a reader sees the old file or the new one, however the
/// writer ends. What a killed writer left behind is swept by the next one.
/// </summary>
/// <param name="directory">The store's folder; made when something is accepted.</param>
/// <param name="clock">Dates the history.</param>
internal sealed class FileBaselineStore(string directory, TimeProvider? clock = null) : IBaselineStore
{
    // A baseline of 20 runs of a large program takes a few megabytes.
    private const long MaxFileLength = 256L << 20;

    private readonly BaselinePaths _paths = new(directory);
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    public async Task<IReadOnlyList<BaselineEntry>> ListAsync(string? bench = null, CancellationToken cancellation = default)
    {
        var entries = new List<BaselineEntry>();
        foreach (var path in _paths.Find(bench))
        {
            if (await ReadEntryAsync(path, cancellation).ConfigureAwait(false) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return [.. entries
            .Where(e => bench is null || e.Key.Bench == bench)
            .OrderBy(e => e.Key.Bench, StringComparer.Ordinal)
            .ThenBy(e => e.Key.Fingerprint, StringComparer.Ordinal)
            .ThenBy(e => e.Key.Pin ?? "", StringComparer.Ordinal)];
    }

    public async Task<Baseline?> ReadAsync(BaselineKey key, CancellationToken cancellation = default) =>
        (await LoadAsync(key, cancellation).ConfigureAwait(false))?.Baseline;

    public async Task<byte[]?> ReadStacksAsync(BaselineKey key, CancellationToken cancellation = default)
    {
        // A writer removes old stacks after it has put a new baseline in place. If the baseline is still the same, they are
        // missing; otherwise there are new ones, possibly with the same content.
        byte[]? missingFor = null;
        while (await LoadAsync(key, cancellation).ConfigureAwait(false) is { Stacks: { } hash } loaded)
        {
            var path = _paths.GetStacksPath(key, hash);
            if (await ReadFileAsync(path, cancellation).ConfigureAwait(false) is { } bytes)
            {
                return ComputeHash(bytes) == hash
                    ? bytes
                    : throw new InputException(
                        DiagnosticCodes.CorruptBaseline,
                        "the stacks stored with the baseline are corrupt: their hash does not match.",
                        "Restore the file from version control, or accept a new baseline.",
                        path);
            }

            if (missingFor is not null && missingFor.AsSpan().SequenceEqual(loaded.Bytes))
            {
                return null;
            }

            missingFor = loaded.Bytes;
        }

        return null;
    }

    public async Task<Baseline> AcceptAsync(
        BaselineKey key, Measurement runs, AcceptMode mode, string note = "", byte[]? stacks = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return await UpdateAsync(async folderLock =>
        {
            var existing = await LoadForUpdateAsync(key, mode, cancellation).ConfigureAwait(false);
            var accepted = BaselineMerge.Accept(key, existing?.Baseline, runs, mode, note, _clock.GetUtcNow());
            await SaveAsync(folderLock, key, accepted, stacks, cancellation).ConfigureAwait(false);
            return accepted;
        }, cancellation).ConfigureAwait(false);
    }

    public async Task<Baseline> PinAsync(BaselineKey key, string pin, bool replace = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrWhiteSpace(pin);
        return await UpdateAsync(async folderLock =>
        {
            var (rollingKey, pinKey) = (key with { Pin = null }, key with { Pin = pin });
            if (!replace && File.Exists(_paths.GetPath(pinKey)))
            {
                throw BaselineMerge.CreateExistsException(pinKey);
            }

            var rolling = await ReadAsync(rollingKey, cancellation).ConfigureAwait(false)
                ?? throw new PerfHarnessException(DiagnosticCodes.BaselineMissing, $"there is no baseline {rollingKey} to pin", "Accept one first.");
            var stacks = await ReadStacksAsync(rollingKey, cancellation).ConfigureAwait(false);
            var pinned = (rolling with { Pin = pin }).WithHistoryEntry("pin", _clock.GetUtcNow(), pin);
            await SaveAsync(folderLock, pinKey, pinned, stacks, cancellation).ConfigureAwait(false);
            return pinned;
        }, cancellation).ConfigureAwait(false);
    }

    public async Task<bool> RemoveAsync(BaselineKey key, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(_paths.GetFolder(key)))
        {
            return false;
        }

        return await UpdateAsync(folderLock =>
        {
            var path = _paths.GetPath(key);
            var existed = File.Exists(path);
            File.Delete(path);
            SweepStacks(folderLock, key, keep: null);
            if (!Directory.EnumerateFileSystemEntries(_paths.GetFolder(key)).Any())
            {
                Directory.Delete(_paths.GetFolder(key));
            }

            return Task.FromResult(existed);
        }, cancellation).ConfigureAwait(false);
    }

    private static string ComputeHash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static async Task<BaselineEntry?> ReadEntryAsync(string path, CancellationToken cancellation)
    {
        var key = BaselinePaths.ParseKey(path);
        try
        {
            if (await ReadFileAsync(path, cancellation).ConfigureAwait(false) is not { } bytes)
            {
                return null;
            }

            var (baseline, stacks) = BaselineParser.Parse(bytes, path);
            return new BaselineEntry(new BaselineKey(baseline.Bench, key.Fingerprint, baseline.Pin), baseline, null, stacks is not null);
        }
        catch (PerfHarnessException e)
        {
            return new BaselineEntry(key, null, e.Diagnostic, false);
        }
    }

    private async Task<(Baseline Baseline, string? Stacks, byte[] Bytes)?> LoadAsync(BaselineKey key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        var path = _paths.GetPath(key);
        if (await ReadFileAsync(path, cancellation).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        var (baseline, stacks) = BaselineParser.Parse(bytes, path);
        if (baseline.Bench == key.Bench && baseline.Pin == key.Pin)
        {
            return (baseline, stacks, bytes);
        }

        var found = baseline.Pin is null ? baseline.Bench : $"{baseline.Bench} pinned as {baseline.Pin}";
        throw new InputException(
            DiagnosticCodes.CorruptBaseline,
            $"the file contains the baseline of {found}, not of {key}.",
            "Move it to the right folder, or accept a new baseline.",
            path);
    }

    // A corrupt baseline can be replaced; its history is lost with it.
    private async Task<(Baseline Baseline, string? Stacks, byte[] Bytes)?> LoadForUpdateAsync(
        BaselineKey key, AcceptMode mode, CancellationToken cancellation)
    {
        try
        {
            return await LoadAsync(key, cancellation).ConfigureAwait(false);
        }
        catch (InputException e) when (mode == AcceptMode.Replace && e.Diagnostic.Code == DiagnosticCodes.CorruptBaseline)
        {
            return null;
        }
    }

    private static async Task<byte[]?> ReadFileAsync(string path, CancellationToken cancellation)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileLength })
            {
                throw new InputException(DiagnosticCodes.CorruptBaseline, "the file is larger than any baseline.", null, path);
            }

            return await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot read '{path}': {e.Message}", null, path, e);
        }
    }

    private async Task SaveAsync(FolderLock folderLock, BaselineKey key, Baseline baseline, byte[]? stacks, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_paths.GetFolder(key));
        SweepTemporary(folderLock, _paths.GetFolder(key));
        var hash = stacks is null ? null : ComputeHash(stacks);
        if (stacks is not null)
        {
            await AtomicFile.WriteAsync(_paths.GetStacksPath(key, hash!), stacks, cancellation).ConfigureAwait(false);
        }

        await AtomicFile.WriteAsync(_paths.GetPath(key), BaselineFormat.Write(baseline, hash), cancellation).ConfigureAwait(false);
        SweepStacks(folderLock, key, keep: hash is null ? null : _paths.GetStacksPath(key, hash));
    }

    // Under the lock no temporary file is in use. Where the file system has no locks the file stays, which does no harm.
    private static void SweepTemporary(FolderLock folderLock, string folder)
    {
        foreach (var path in folderLock.IsExclusive ? Directory.GetFiles(folder, ".*" + BaselinePaths.TemporaryExtension) : [])
        {
            File.Delete(path);
        }
    }

    // Stacks that the baseline no longer names, or that a killed writer stored before its baseline.
    private void SweepStacks(FolderLock folderLock, BaselineKey key, string? keep)
    {
        foreach (var path in folderLock.IsExclusive ? Directory.GetFiles(_paths.GetFolder(key), "*" + BaselinePaths.StacksExtension) : [])
        {
            if (path != keep && BaselinePaths.IsStacksOf(key, path))
            {
                File.Delete(path);
            }
        }
    }

    private async Task<T> UpdateAsync<T>(Func<FolderLock, Task<T>> change, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(directory);
            using var folderLock = await StoreLock.AcquireAsync(directory, _clock, cancellation).ConfigureAwait(false);
            return await change(folderLock).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(
                DiagnosticCodes.OutputNotWritable, $"cannot update the baselines in '{directory}': {e.Message}", null, directory, e);
        }
    }
}
