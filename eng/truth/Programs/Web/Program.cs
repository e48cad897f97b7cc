// Five endpoints that burn in the proportion 1 : 2 : 3 : 4 : 5, and their client.
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
var app = builder.Build();
app.MapGet("/a", (int n) => { var b = TruthFile.Now(); long s = 1; for (int i = 0; i < n; i++) s = s * 31 + i; TruthFile.Add("Program.Main lambda#0(int)", TruthFile.Now() - b); return new { s }; });
app.MapGet("/b", (int n) => { var b = TruthFile.Now(); long s = 2; for (int i = 0; i < n; i++) s = s * 33 + i; TruthFile.Add("Program.Main lambda#1(int)", TruthFile.Now() - b); return new { s }; });
app.MapGet("/c", (int n) => { var b = TruthFile.Now(); long s = 3; for (int i = 0; i < n; i++) s = s * 35 + i; TruthFile.Add("Program.Main lambda#2(int)", TruthFile.Now() - b); return new { s }; });
app.MapGet("/d", (int n) => { var b = TruthFile.Now(); long s = 4; for (int i = 0; i < n; i++) s = s * 37 + i; TruthFile.Add("Program.Main lambda#3(int)", TruthFile.Now() - b); return new { s }; });
app.MapGet("/e", (int n) => { var b = TruthFile.Now(); long s = 5; for (int i = 0; i < n; i++) s = s * 39 + i; TruthFile.Add("Program.Main lambda#4(int)", TruthFile.Now() - b); return new { s }; });
await app.StartAsync();
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
var random = new Random(1);
TruthFile.Begin();
for (var until = DateTime.UtcNow.AddSeconds(3); DateTime.UtcNow < until;)
{
    for (var i = 0; i < 5; i++)
    {
        var answer = await client.GetStringAsync($"/{"abcde"[i]}?n={random.Next(200_000, 400_000) * (i + 1)}");
        JsonDocument.Parse(answer).Dispose();
    }
}

TruthFile.End();
await app.StopAsync();
