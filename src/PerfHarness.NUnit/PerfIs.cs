using NUnit.Framework;

namespace PerfHarness;

/// <summary>Adds <c>Is.WithinBaseline()</c> to NUnit's constraints.</summary>
public static class PerfIs
{
    extension(Is)
    {
        /// <summary>Tests that a <see cref="PerfRun"/> has not regressed against its baseline.</summary>
        public static WithinBaselineConstraint WithinBaseline() => new();
    }
}
