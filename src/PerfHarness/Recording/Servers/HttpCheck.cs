using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using PerfHarness.Processes;

namespace PerfHarness.Recording.Servers;

/// <summary>Whether the server answers a request with 2xx. Create it before the server runs.</summary>
internal sealed class HttpCheck : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly Uri _address;
    private readonly PortCheck? _port;
    private readonly HttpClient _client;
    private string? _answer;

    public HttpCheck(Uri address, ProcessTree server)
    {
        _address = address;
        // An address of another machine, as a balancer's, says nothing about who listens here.
        _port = IsHere(address) ? new PortCheck(address.Port, server) : null;
#pragma warning disable CA2000 // the client disposes of it
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
#pragma warning restore CA2000
        // Development certificates are trusted by nobody, and nothing is sent that a certificate would protect.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        _client = new HttpClient(handler) { Timeout = RequestTimeout };
        // No connection of ours stays open under the load.
        _client.DefaultRequestHeaders.ConnectionClose = true;
    }

    /// <summary>Why it is not ready, as half a sentence.</summary>
    public string Obstacle => _answer is not null ? $"{_address} {_answer}" : _port?.Obstacle ?? $"{_address} was not requested";

    public bool IsTaken => _answer is null && _port is { IsTaken: true };

    public void FindOther() => _port?.FindOther();

    public async Task<bool> CheckAsync(CancellationToken cancellation)
    {
        if (_port is not null && !_port.Check())
        {
            _answer = null;
            return false;
        }

        try
        {
            using var response = await _client.GetAsync(_address, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            _answer = string.Create(CultureInfo.InvariantCulture, $"answered {(int)response.StatusCode}");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException e)
        {
            _answer = $"gave no answer: {e.GetBaseException().Message.TrimEnd('.')}";
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _answer = string.Create(CultureInfo.InvariantCulture, $"gave no answer within {RequestTimeout.TotalSeconds} s");
            return false;
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool IsHere(Uri address)
    {
        if (address.IsLoopback)
        {
            return true;
        }

        return IPAddress.TryParse(address.DnsSafeHost, out var ip) && NetworkInterface.GetAllNetworkInterfaces()
            .Any(network => network.GetIPProperties().UnicastAddresses.Any(own => own.Address.Equals(ip)));
    }
}
