namespace PerfHarness.Ci;

/// <summary>Who runs us, as far as it can show findings.</summary>
internal enum CiHost
{
    None,
    GitHub,
    Azure,
    GitLab,
}
