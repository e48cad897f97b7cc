using System;
using System.Globalization;
using System.Threading;

/// <summary>One of the burners (<c>methods</c>, <c>threads</c>, <c>recursion</c>, <c>collected</c>) for some seconds, or <c>work</c> until
/// standard input ends.</summary>
public static class Program
{
    public static int Main(string[] args)
    {
        var mode = args[0];
        if (mode == "work")
        {
            var ended = false;
            new Thread(() =>
            {
                TruthFile.WaitForEnd();
                Volatile.Write(ref ended, true);
            }) { IsBackground = true }.Start();
            Work.Run(() => Volatile.Read(ref ended));
            return 0;
        }

        TruthFile.Begin();
        var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 2.5;
        switch (mode)
        {
            case "methods":
                Burner.Methods(seconds);
                break;
            case "threads":
                Burner.Threads(seconds);
                break;
            case "recursion":
                Burner.Recursion(seconds);
                break;
            case "collected":
                Burner.Collected(seconds);
                break;
            default:
                return 2;
        }

        TruthFile.End();
        return 0;
    }
}
