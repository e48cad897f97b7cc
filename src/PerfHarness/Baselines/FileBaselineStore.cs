using System.Security.Cryptography;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.IO;
using PerfHarness.Measurements;

namespace PerfHarness.Baselines;

/// <summary>
/// Baselines as files that are reviewed and merged with the code:
/// <code>
///   perfharness/baselines/
///     json-parse/                                    one folder a bench
///       intel-xeon-8370c-1a2b3c4d.baseline           rolling, one file a fingerprint
///       intel-xeon-8370c-1a2b3c4d.0f3e….pb.gz        its stacks; named by content, so that a baseline never
///       intel-xeon-8370c-1a2b3c4d@v1.4.baseline      meets another one's           └ pinned
/// </code>
/// A writer holds the folder's lock, writes a temporary file beside the target, makes it last and renames it. Whatever
/// ends it, a reader sees the old file or the new one; what a killed writer left is swept by the next.
/// </summary>
/// <param name="directory">The store's folder; made when something is accepted.</param>
/// <param name="clock">Dates the history.</param>
internal sealed class FileBaselineStore(string directory, TimeProvider? clock = null) : IBaselineStore
{
    private const string Extension = ".baseline";
    private const string StacksExtension = ".pb.gz";
    private const string TemporaryExtension = ".tmp";

    // A baseline of 20 runs of a large program takes a few megabytes.
    private const long MaxFileLength = 256L << 20;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    public async Task<IReadOnlyList<BaselineEntry>> ListAsync(string? bench = null, CancellationToken cancellation = default)
    {
        var entries = new List<BaselineEntry>();
        foreach (var path in GetFolders(bench).SelectMany(FindBaselineFiles))
        {
            if (await ReadEntryAsync(path, cancellation).ConfigureAwait(false) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return [.. entries
            .Where(e => bench is null || e.Key.Bench == bench)
            .OrderBy(e => e.Key.Bench, StringComparer.Ordinal).ThenBy(e => e.Key.Fingerprint, StringComparer.Ordinal).ThenBy(e => e.Key.Pin ?? "", StringComparer.Ordinal)];
    }

    public async Task<Baseline?> ReadAsync(BaselineKey key, CancellationToken cancellation = default) =>
        (await LoadAsync(key, cancellation).ConfigureAwait(false))?.Baseline;

    public async Task<byte[]?> ReadStacksAsync(BaselineKey key, CancellationToken cancellation = default)
    {
        // A writer takes stacks away after it has put a new baseline in place: where the baseline is still the same, they
        // are missing, and else there are new ones, be they of the same content.
        byte[]? missed = null;
        while (await LoadAsync(key, cancellation).ConfigureAwait(false) is { Stacks: { } hash } loaded)
        {
            var path = GetStacksPath(key, hash);
            if (await ReadFileAsync(path, cancellation).ConfigureAwait(false) is { } bytes)
            {
                return ComputeHash(bytes) == hash
                    ? bytes
                    : throw new InputException(DiagnosticCodes.CorruptBaseline, "the stacks kept with the baseline are damaged: they are not what was accepted.", "Restore the file from version control, or accept the baseline anew.", path);
            }

            if (missed is not null && missed.AsSpan().SequenceEqual(loaded.Bytes))
            {
                return null;
            }

            missed = loaded.Bytes;
        }

        return null;
    }

    public async Task<Baseline> AcceptAsync(BaselineKey key, Measurement runs, AcceptMode mode, string note = "", byte[]? stacks = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return await UpdateAsync(async held =>
        {
            var old = await LoadForUpdateAsync(key, mode, cancellation).ConfigureAwait(false);
            var accepted = BaselineMerge.Accept(key, old?.Baseline, runs, mode, note, _clock.GetUtcNow());
            await SaveAsync(held, key, accepted, stacks, cancellation).ConfigureAwait(false);
            return accepted;
        }, cancellation).ConfigureAwait(false);
    }

    public async Task<Baseline> PinAsync(BaselineKey key, string pin, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrWhiteSpace(pin);
        return await UpdateAsync(async held =>
        {
            var rolling = await ReadAsync(key with { Pin = null }, cancellation).ConfigureAwait(false)
                ?? throw new PerfHarnessException(DiagnosticCodes.BaselineMissing, $"there is no baseline of {key with { Pin = null }} to pin", "Accept one first.");
            var stacks = await ReadStacksAsync(key with { Pin = null }, cancellation).ConfigureAwait(false);
            var pinned = (rolling with { Pin = pin }).WithHistoryEntry("pin", _clock.GetUtcNow(), pin);
            await SaveAsync(held, key with { Pin = pin }, pinned, stacks, cancellation).ConfigureAwait(false);
            return pinned;
        }, cancellation).ConfigureAwait(false);
    }

    public async Task<bool> RemoveAsync(BaselineKey key, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(GetFolder(key)))
        {
            return false;
        }

        return await UpdateAsync(held =>
        {
            var path = GetPath(key);
            var existed = File.Exists(path);
            File.Delete(path);
            SweepStacks(held, key, keep: null);
            if (!Directory.EnumerateFileSystemEntries(GetFolder(key)).Any())
            {
                Directory.Delete(GetFolder(key));
            }

            return Task.FromResult(existed);
        }, cancellation).ConfigureAwait(false);
    }

    private static string ComputeHash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private string GetFolder(BaselineKey key) => Path.Combine(directory, StoreFileName.Encode(key.Bench));

    private static string GetFileStem(BaselineKey key) =>
        key.Pin is null ? StoreFileName.Encode(key.Fingerprint) : $"{StoreFileName.Encode(key.Fingerprint)}@{StoreFileName.Encode(key.Pin)}";

    private string GetPath(BaselineKey key) => Path.Combine(GetFolder(key), GetFileStem(key) + Extension);

    private string GetStacksPath(BaselineKey key, string hash) => Path.Combine(GetFolder(key), $"{GetFileStem(key)}.{hash[..Math.Min(12, hash.Length)]}{StacksExtension}");

    private string[] GetFolders(string? bench) =>
        bench is null ? ListEntries(directory, Directory.GetDirectories) : [Path.Combine(directory, StoreFileName.Encode(bench))];

    // Temporary files begin with a dot.
    private static string[] FindBaselineFiles(string folder) =>
        ListEntries(folder, f => [.. Directory.GetFiles(f, "*" + Extension).Where(path => !Path.GetFileName(path).StartsWith('.'))]);

    // A folder that is not there, or that somebody removes meanwhile, has no entries.
    private static string[] ListEntries(string folder, Func<string, string[]> entries)
    {
        try
        {
            return entries(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(DiagnosticCodes.UnreadableFile, $"cannot list '{folder}': {e.Message}", null, folder, e);
        }
    }

    private static async Task<BaselineEntry?> ReadEntryAsync(string path, CancellationToken cancellation)
    {
        var stem = Path.GetFileName(path)[..^Extension.Length];
        var at = stem.IndexOf('@', StringComparison.Ordinal);
        var fingerprint = StoreFileName.Decode(at < 0 ? stem : stem[..at]);
        try
        {
            if (await ReadFileAsync(path, cancellation).ConfigureAwait(false) is not { } bytes)
            {
                return null;
            }

            var (baseline, stacks) = BaselineParser.Parse(bytes, path);
            return new BaselineEntry(new BaselineKey(baseline.Bench, fingerprint, baseline.Pin), baseline, null, stacks is not null);
        }
        catch (PerfHarnessException e)
        {
            var bench = StoreFileName.Decode(Path.GetFileName(Path.GetDirectoryName(path)!));
            return new BaselineEntry(new BaselineKey(bench, fingerprint, at < 0 ? null : StoreFileName.Decode(stem[(at + 1)..])), null, e.Diagnostic, false);
        }
    }

    private async Task<(Baseline Baseline, string? Stacks, byte[] Bytes)?> LoadAsync(BaselineKey key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        var path = GetPath(key);
        if (await ReadFileAsync(path, cancellation).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        var (baseline, stacks) = BaselineParser.Parse(bytes, path);
        return baseline.Bench == key.Bench && baseline.Pin == key.Pin
            ? (baseline, stacks, bytes)
            : throw new InputException(DiagnosticCodes.CorruptBaseline, $"the file holds the baseline of {baseline.Bench}{(baseline.Pin is null ? "" : $" pinned as {baseline.Pin}")}, not of {key}.", "Move it to its place, or accept the baseline anew.", path);
    }

    // Whoever replaces a damaged baseline wants to be rid of it; its history is lost with it.
    private async Task<(Baseline Baseline, string? Stacks, byte[] Bytes)?> LoadForUpdateAsync(BaselineKey key, AcceptMode mode, CancellationToken cancellation)
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

    private async Task SaveAsync(FolderLock held, BaselineKey key, Baseline baseline, byte[]? stacks, CancellationToken cancellation)
    {
        Directory.CreateDirectory(GetFolder(key));
        SweepTemporary(held, GetFolder(key));
        var hash = stacks is null ? null : ComputeHash(stacks);
        if (stacks is not null)
        {
            await AtomicFile.WriteAsync(GetStacksPath(key, hash!), stacks, cancellation).ConfigureAwait(false);
        }

        await AtomicFile.WriteAsync(GetPath(key), BaselineFormat.Write(baseline, hash), cancellation).ConfigureAwait(false);
        SweepStacks(held, key, keep: hash is null ? null : GetStacksPath(key, hash));
    }

    // Under the lock nobody else's temporary file can be in use. Where the file system has no locks it stays: it does no harm.
    private static void SweepTemporary(FolderLock held, string folder)
    {
        foreach (var path in held.IsExclusive ? Directory.GetFiles(folder, ".*" + TemporaryExtension) : [])
        {
            File.Delete(path);
        }
    }

    // Stacks that the baseline does not name any more, or that a killed writer had put there before it could.
    private void SweepStacks(FolderLock held, BaselineKey key, string? keep)
    {
        var length = GetFileStem(key).Length + 13 + StacksExtension.Length;
        foreach (var path in held.IsExclusive ? Directory.GetFiles(GetFolder(key), "*" + StacksExtension) : [])
        {
            var name = Path.GetFileName(path);
            if (path != keep && name.Length == length && name.StartsWith(GetFileStem(key) + ".", StringComparison.Ordinal))
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
            using var held = await LockAsync(cancellation).ConfigureAwait(false);
            return await change(held).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PerfHarnessException(DiagnosticCodes.OutputNotWritable, $"cannot change the baselines in '{directory}': {e.Message}", null, directory, e);
        }
    }

    private async Task<FolderLock> LockAsync(CancellationToken cancellation)
    {
        var started = _clock.GetTimestamp();
        for (var wait = 1; ; wait = Math.Min(wait * 2, 50))
        {
            if (FolderLock.TryAcquire(directory) is { } held)
            {
                return held;
            }

            if (_clock.GetElapsedTime(started) > TimeSpan.FromSeconds(60))
            {
                throw new PerfHarnessException(DiagnosticCodes.OutputNotWritable, $"somebody else has been changing the baselines in '{directory}' for a minute", "Wait until it is done, or end the process that holds the folder's lock.", directory);
            }

            await Task.Delay(wait, cancellation).ConfigureAwait(false);
        }
    }
}
