using System.Globalization;

namespace PerfHarness.Symbols.Jit;

/// <summary>What <c>/proc</c> says about a running process.</summary>
/// <param name="NamespacePid">Its number in its own PID namespace: what it calls itself in the names of its files.</param>
/// <param name="EffectiveUserId">User id under which it creates files.</param>
internal sealed record LiveProcess(int Pid, int NamespacePid, uint EffectiveUserId)
{
    /// <summary>It runs in another PID namespace than this process.</summary>
    public bool IsInContainer => NamespacePid != Pid;

    /// <summary>Its file system as this process sees it.</summary>
    public string RootPath => string.Create(CultureInfo.InvariantCulture, $"/proc/{Pid}/root");

    /// <summary>Null where no such process runs or it may not be read.</summary>
    public static LiveProcess? TryRead(int pid)
    {
        try
        {
            var namespacePid = pid;
            uint? user = null;
            foreach (var line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")))
            {
                // "NSpid:	4711	12": outermost namespace first. "Uid:	real	effective	saved	file system".
                var fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (fields is ["NSpid:", .., var last] && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var inner))
                {
                    namespacePid = inner;
                }
                else if (fields is ["Uid:", _, var effective, ..]
                    && uint.TryParse(effective, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    user = id;
                }
            }

            return user is null ? null : new LiveProcess(pid, namespacePid, user.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
