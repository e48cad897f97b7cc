using System;
using System.Threading;

/// <summary>One of the burners (<c>methods</c>, <c>threads</c>, <c>recursion</c>, <c>collected</c>), or <c>work</c> until standard input ends.</summary>
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
        const double Seconds = 2.5;
        switch (mode)
        {
            case "methods":
                Burner.Methods(Seconds);
                break;
            case "threads":
                Burner.Threads(Seconds);
                break;
            case "recursion":
                Burner.Recursion(Seconds);
                break;
            case "collected":
                Burner.Collected(Seconds);
                break;
            default:
                return 2;
        }

        TruthFile.End();
        return 0;
    }
}
