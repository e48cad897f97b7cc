using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PerfHarness.Tests.Symbols.Servers;

/// <summary>An HTTP server that may misbehave: it hands the request's path and the raw stream to the test.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public LoopbackServer(Func<string, Stream, CancellationToken, Task> answer)
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/sym");
        _ = Task.Run(() => ServeAsync(answer));
    }

    public Uri Url { get; }

    public List<string> Paths { get; } = [];

    public static Task SendAsync(Stream stream, string head, byte[] body) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n").Concat(body).ToArray()).AsTask();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
    }

    private async Task ServeAsync(Func<string, Stream, CancellationToken, Task> answer)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await using var stream = client.GetStream();
                var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var path = (await reader.ReadLineAsync(_end.Token) ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
                while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 })
                {
                }

                lock (Paths)
                {
                    Paths.Add(path);
                }

                await answer(path, stream, _end.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client hung up, which some of the tests are about, or the test is over.
            }
        }
    }
}
