// GET /voice-token: exchanges the server's credentials for a short-lived JWT of Voisnap, for whoever is signed in to the page.
//
//   VOISNAP_EMAIL=... VOISNAP_PASSWORD=... dotnet run   (.NET 8 or newer, nothing to install)
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;

string Required(string name) =>
    Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"Set {name}: the credentials stay in the environment of the server.");

var baseUrl = Environment.GetEnvironmentVariable("VOISNAP_URL") ?? "https://api.voisnap.ai";
var port = Environment.GetEnvironmentVariable("PORT") ?? "3000";
// Of a Voisnap user who may call the agent, and nothing else.
var credentials = new Credentials(Required("VOISNAP_EMAIL"), Required("VOISNAP_PASSWORD"));

var builder = WebApplication.CreateBuilder(args);
// Less than the page's own limit for token and session (10 s).
builder.Services.AddHttpClient("voisnap", client => client.Timeout = TimeSpan.FromSeconds(5));
var app = builder.Build();

// Who is signed in to the page. Your application has this already: with ASP.NET Core's authentication it is RequireAuthorization().
var sessions = new ConcurrentDictionary<string, bool>();
bool IsSignedIn(HttpRequest request) => request.Cookies["session"] is { } session && sessions.ContainsKey(session);

// Signs everybody in, as no real page does.
app.MapPost("/sign-in", (HttpResponse response) =>
{
    var session = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    sessions[session] = true;
    // Secure as well, once the page is on https. SameSite keeps other sites from using the session.
    response.Cookies.Append("session", session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
    response.Headers.Location = "/";
    response.StatusCode = StatusCodes.Status303SeeOther;
});

app.MapGet("/voice-token", async (HttpContext context, IHttpClientFactory clients, ILogger<Program> logger) =>
{
    context.Response.Headers.CacheControl = "no-store";
    if (!IsSignedIn(context.Request)) return Results.Problem("Sign in first.", statusCode: StatusCodes.Status401Unauthorized);
    try
    {
        using var login = await clients.CreateClient("voisnap").PostAsJsonAsync($"{baseUrl}/api/v1/auth/login", credentials, context.RequestAborted);
        if (login.StatusCode == HttpStatusCode.TooManyRequests)
        {
            if (login.Headers.RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait.ToString();
            return Results.Problem("Too many calls at the moment.", statusCode: StatusCodes.Status429TooManyRequests);
        }
        // Whatever else is wrong is the server's to repair, and not the user's.
        var token = login.IsSuccessStatusCode ? await login.Content.ReadFromJsonAsync<Login>(context.RequestAborted) : null;
        if (string.IsNullOrEmpty(token?.AccessToken))
        {
            logger.LogError("Voisnap gave no token: status {Status}.", (int)login.StatusCode);
            return Results.Problem("Voisnap gave no token.", statusCode: StatusCodes.Status502BadGateway);
        }
        return Results.Text(token.AccessToken);
    }
    catch (Exception error) when (error is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException)
    {
        logger.LogError("Voisnap did not answer the login: {Error}.", error.GetType().Name);
        return Results.Problem("Voisnap does not answer.", statusCode: StatusCodes.Status502BadGateway);
    }
});

app.Run($"http://127.0.0.1:{port}");

/// <summary>What the login takes; written in camelCase.</summary>
record Credentials(string Email, string Password);

/// <summary>What the login gives.</summary>
record Login(string? AccessToken, int? ExpiresIn);
