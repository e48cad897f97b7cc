using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using PerfHarness.Formats.Diagnostics;
using PerfHarness.Formats.Elf;
using PerfHarness.Formats.IO;

namespace PerfHarness.Symbols.Servers;

/// <summary>
/// Fetches debug files by build id. A server is not trusted: what it sends is counted while it comes, kept only when it
/// is an ELF file of the requested build id, and abandoned when it comes too slowly; redirects go to http and
/// https alone. A server that does not answer is not queried again.
/// </summary>
internal sealed class SymbolServer : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly SymbolServerOptions _options;
    private readonly DiagnosticBag _diagnostics;
    private readonly Lazy<HttpClient> _client;
    private readonly ConcurrentDictionary<string, bool> _failedServers = new();

    public SymbolServer(SymbolServerOptions options, DiagnosticBag diagnostics)
    {
        (_options, _diagnostics) = (options, diagnostics);
        _client = new(() => CreateClient(options));
    }

    private static HttpClient CreateClient(SymbolServerOptions options)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = options.IdleTimeout,
            MaxResponseHeadersLength = 64 };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("perfharness");
        return client;
    }

    /// <summary>Path of the debug file of the build id in the cache, or null.</summary>
    /// <param name="module">File name of the image; some stores file by it.</param>
    public string? Find(BuildId id, string module)
    {
        if (FindCached(id) is { } kept)
        {
            return kept;
        }

        var cached = GetCachePath(id);
        foreach (var url in Urls(id, module))
        {
            if (!_failedServers.ContainsKey(url.Authority) && TryFetch(url, id, cached))
            {
                return cached;
            }
        }

        return null;
    }

    /// <summary>What was fetched before serves without any server, too.</summary>
    public string? FindCached(BuildId id) => GetCachePath(id) is var path && RegularFile.Exists(path) && FindProblem(path, id) is null ? path : null;

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private string GetCachePath(BuildId id) => Path.Join(_options.CacheFolder, id.Hex, "debuginfo");

    private IEnumerable<Uri> Urls(BuildId id, string module)
    {
        foreach (var server in _options.Ssqp)
        {
            // Identifiers are at least 20 bytes there.
            var key = $"elf-buildid-sym-{id.Hex.PadRight(40, '0')}/_.debug";
            yield return At(server, $"_.debug/{key}");
            yield return At(server, $"{Uri.EscapeDataString(module.ToLowerInvariant())}.dbg/{key}");
        }

        foreach (var server in _options.Debuginfod)
        {
            yield return At(server, $"buildid/{id.Hex}/debuginfo");
        }
    }

    private static Uri At(Uri server, string path) => new($"{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");

    private bool TryFetch(Uri url, BuildId id, string target)
    {
        var temporaryPath = $"{target}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.{Guid.NewGuid():N}.temporaryPath";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!FetchAsync(url, temporaryPath).GetAwaiter().GetResult())
            {
                return false;
            }

            if (FindProblem(temporaryPath, id) is { } problem)
            {
                Report(url, problem);
                return false;
            }

            File.Move(temporaryPath, target, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // A server that is slow or gone for one file is so for the next; waiting for each would take forever.
            _failedServers.TryAdd(url.Authority, true);
            Report(url, e is OperationCanceledException ? "it did not answer in time" : e.Message);
            return false;
        }
        finally
        {
            File.Delete(temporaryPath);
        }
    }

    // False where the server has no such file.
    private async Task<bool> FetchAsync(Uri url, string path)
    {
        using var deadline = new CancellationTokenSource(_options.TotalTimeout);
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using var idleTimeout = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
            idleTimeout.CancelAfter(_options.IdleTimeout);
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await _client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, idleTimeout.Token)
                .ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            {
                return false;
            }

            if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
            {
                var next = new Uri(url, location);
                if (!SymbolServerOptions.IsHttp(next) || (url.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps))
                {
                    Report(url, $"it redirects to '{next}', which is not followed");
                    return false;
                }

                url = next;
                continue;
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                Report(url, string.Create(CultureInfo.InvariantCulture, $"it returned HTTP status {(int)response.StatusCode}"));
                return false;
            }

            if (response.Content.Headers.ContentLength > _options.MaxFileSize)
            {
                Report(url, "the file exceeds the size limit");
                return false;
            }

            return await SaveAsync(response, url, path, idleTimeout).ConfigureAwait(false);
        }

        Report(url, "too many redirects");
        return false;
    }

    private async Task<bool> SaveAsync(HttpResponseMessage response, Uri url, string path, CancellationTokenSource idleTimeout)
    {
        var body = await response.Content.ReadAsStreamAsync(idleTimeout.Token).ConfigureAwait(false);
        await using var _ = body.ConfigureAwait(false);
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await using var __ = file.ConfigureAwait(false);
        var block = new byte[1 << 16];
        long total = 0;
        while (await body.ReadAsync(block, idleTimeout.Token).ConfigureAwait(false) is > 0 and var count)
        {
            total += count;
            if (total > _options.MaxFileSize)
            {
                Report(url, "the file exceeds the size limit");
                return false;
            }

            await file.WriteAsync(block.AsMemory(0, count), idleTimeout.Token).ConfigureAwait(false);
            idleTimeout.CancelAfter(_options.IdleTimeout);
        }

        return true;
    }

    private static string? FindProblem(string path, BuildId id)
    {
        try
        {
            using var file = ElfFile.Open(path);
            return file.BuildId is { } actual && actual.Matches(id)
                ? null
                : $"it returned a file with build id {file.BuildId?.Hex ?? "none"} instead of {id}";
        }
        catch (InputException)
        {
            return $"the file it returned for {id} is not an ELF file";
        }
    }

    private void Report(Uri url, string problem) =>
        _diagnostics.Warn(DiagnosticCodes.SymbolServerFailed, $"symbol server {url.GetLeftPart(UriPartial.Authority)}: {problem}");
}
