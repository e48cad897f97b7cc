using System.Runtime.InteropServices;

namespace PerfHarness.Processes;

/// <summary>
/// The calls of the C library that <c>System.Diagnostics.Process</c> has no way to make: starting a process in a session
/// of its own with given descriptors, and waiting for it with the CPU time that the kernel accounts to it. Constants are
/// those of Linux on x86-64 and arm64, where glibc and musl agree.
/// </summary>
internal static class LibC
{
    public const int OpenReadOnly = 0;
    public const int OpenWriteOnly = 1;
    public const int OpenCreate = 0x40;
    public const int OpenTruncate = 0x200;
    public const int CloseOnExec = 0x80000;

    public const short SpawnSetSignalDefaults = 0x04;
    public const short SpawnSetSignalMask = 0x08;
    public const short SpawnSetSession = 0x80;

    public const int WaitForPid = 1;
    public const int WaitExited = 4;
    public const int WaitNoReap = 0x01000000;
    public const int WaitNoHang = 1;

    public const int Interrupted = 4;

    public const int SetChildSubreaper = 36;

    /// <summary>sighandler_t SIG_DFL.</summary>
    public const nint DefaultHandler = 0;

    [DllImport("libc", EntryPoint = "signal")]
    public static extern nint SetSignalHandler(int signal, nint handler);

    [DllImport("libc", EntryPoint = "sched_getaffinity")]
    public static extern int GetAffinity(int thread, nint length, [Out] byte[] mask);

    [DllImport("libc", EntryPoint = "sched_setaffinity")]
    public static extern int SetAffinity(int thread, nint length, byte[] mask);

    /// <summary>SCHED_IDLE: runs where nothing else wants to, and gives way at once.</summary>
    public const int IdlePolicy = 5;

    /// <summary>SCHED_OTHER.</summary>
    public const int OrdinaryPolicy = 0;

    /// <summary>PRIO_PROCESS: a single thread, in Linux.</summary>
    public const int PriorityOfThread = 0;

    public const int LowestPriority = 19;

    [DllImport("libc", EntryPoint = "sched_setscheduler")]
    public static extern int SetScheduler(int thread, int policy, in int priority);

    [DllImport("libc", EntryPoint = "setpriority")]
    public static extern int SetPriority(int which, int thread, int priority);

    // LPStr is UTF-8 on Linux, and the only type that the marshaller takes for arrays.
    [DllImport("libc", EntryPoint = "posix_spawn")]
    public static extern int Spawn(
        out int pid,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        byte[] fileActions,
        byte[] attributes,
        [In, MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments,
        [In, MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] environment);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static extern int SpawnAttributesInit([In, Out] byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static extern int SpawnAttributesDestroy([In, Out] byte[] attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static extern int SpawnAttributesSetFlags([In, Out] byte[] attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static extern int SpawnAttributesSetSignalMask([In, Out] byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static extern int SpawnAttributesSetSignalDefaults([In, Out] byte[] attributes, byte[] signals);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static extern int FileActionsInit([In, Out] byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static extern int FileActionsDestroy([In, Out] byte[] actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    public static extern int FileActionsOpen(
        [In, Out] byte[] actions, int descriptor, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mode);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static extern int FileActionsDup([In, Out] byte[] actions, int from, int to);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static extern int FileActionsChangeDirectory([In, Out] byte[] actions, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("libc", EntryPoint = "sigemptyset")]
    public static extern int EmptySignalSet([In, Out] byte[] signals);

    [DllImport("libc", EntryPoint = "sigaddset")]
    public static extern int AddSignal([In, Out] byte[] signals, int signal);

    [DllImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static extern int WaitId(int idType, int id, [In, Out] byte[] info, int options);

    /// <param name="usage">rusage as 18 longs: user seconds, microseconds, system seconds, microseconds, …</param>
    [DllImport("libc", EntryPoint = "wait4", SetLastError = true)]
    public static extern int Wait4(int pid, out int status, int options, [In, Out] long[] usage);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static extern int Kill(int pid, int signal);

    [DllImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static extern int Pipe([In, Out] int[] descriptors, int flags);

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    public static extern int CreateFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static extern int ProcessControl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    [DllImport("libc", EntryPoint = "gettid")]
    public static extern int GetThreadId();

    [DllImport("libc", EntryPoint = "geteuid")]
    public static extern uint GetEffectiveUserId();

    /// <param name="time">timespec as 2 longs: seconds, nanoseconds.</param>
    [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    public static extern int ClockGetTime(int clock, [In, Out] long[] time);

    /// <param name="buffer">256 bytes; its layout is the same on every architecture.</param>
    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static extern int StatX(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [In, Out] byte[] buffer);
}
