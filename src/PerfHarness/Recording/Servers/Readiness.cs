using System.Globalization;

namespace PerfHarness.Recording.Servers;

/// <summary>How a server shows that it is ready: exactly one of port, text and address is set.</summary>
internal sealed record Readiness
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>It listens on this TCP port.</summary>
    public int? Port { get; init; }

    /// <summary>Its output has this text.</summary>
    public string? Text { get; init; }

    /// <summary>A request to this address is answered with 2xx.</summary>
    public Uri? Address { get; init; }

    /// <summary>How long it may take.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>An absolute address of HTTP or HTTPS, or null.</summary>
    public static Uri? ParseAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0 ? address : null;

    public override string ToString() =>
        Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"port {port}") : Address is not null ? Address.ToString() : $"'{Text}'";
}
