namespace PerfHarness.Ci;

/// <summary>Who runs us, as far as it can show findings.</summary>
public enum CiHost
{
    None,
    GitHub,
    Azure,
    GitLab,
}
