using System.Net;
using System.Net.Sockets;

namespace PerfHarness.Tests.Recording.Servers;

internal static class FreePort
{
    /// <summary>A port that nobody has at this moment.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
