using System.Text;

namespace PerfHarness.Processes;

/// <summary>
/// Keeps the first <see cref="Capacity"/> bytes that a process writes and reads the rest away, so that a process that
/// writes without end fills neither our memory nor its pipe.
/// </summary>
internal sealed class OutputBuffer
{
    public const int Capacity = 64 * 1024 * 1024;

    private readonly MemoryStream _bytes = new();

    public OutputTarget Target => OutputTarget.Reader(Read);

    public override string ToString()
    {
        lock (_bytes)
        {
            return Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);
        }
    }

    private void Read(Stream pipe)
    {
        var chunk = new byte[16 * 1024];
        for (int read; (read = pipe.Read(chunk)) > 0;)
        {
            lock (_bytes)
            {
                _bytes.Write(chunk, 0, (int)Math.Min(read, Capacity - _bytes.Length));
            }
        }
    }
}
