using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WardGrid.Tool.Conformance;

/// <summary>A person's session with a server, for calls of the tool.</summary>
internal sealed class ServerSession : IDisposable
{
    /// <summary>The environment variable of the person's password; a command line can be read by every user.</summary>
    public const string PasswordVariable = "WARDGRID_PASSWORD";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly HttpClient _http;

    private ServerSession(Uri server) => _http = new() { BaseAddress = server };

    /// <summary>Signs in.</summary>
    /// <exception cref="IOException">The server cannot be reached, or refuses the person.</exception>
    public static async Task<ServerSession> SignInAsync(Uri server, string userName, CancellationToken stop)
    {
        var password =
            Environment.GetEnvironmentVariable(PasswordVariable)
            ?? throw new FormatException($"Set {PasswordVariable} in the environment to the password of {userName}.");
        var session = new ServerSession(server);
        try
        {
            await session.PostAsync("api/sign-in", new { userName, password }, stop);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken stop)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, path), stop);
        return await answer.Content.ReadFromJsonAsync<T>(Json, stop)
            ?? throw new IOException($"The server's answer to {path} is empty.");
    }

    public async Task<byte[]> BytesAsync(string path, CancellationToken stop)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, path), stop);
        return await answer.Content.ReadAsByteArrayAsync(stop);
    }

    public async Task PostAsync<T>(string path, T body, CancellationToken stop)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, path);
        call.Content = JsonContent.Create(body, options: Json);
        using var answer = await SendAsync(call, stop);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage call, CancellationToken stop)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(call, stop);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"Cannot reach {_http.BaseAddress}: {e.Message}", e);
        }

        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw new IOException(await WhyAsync(answer, stop));
    }

    /// <summary>The server's own sentence, if its answer has one.</summary>
    private static async Task<string> WhyAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var text = await answer.Content.ReadAsStringAsync(stop);
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            using var problem = JsonDocument.Parse(text);
            if (problem.RootElement.TryGetProperty("detail", out var detail))
                return detail.GetString() ?? "";
        }

        return answer.StatusCode == HttpStatusCode.Unauthorized
            ? "The server wants somebody to sign in."
            : $"The server answers {(int)answer.StatusCode} {answer.ReasonPhrase}.";
    }
}
