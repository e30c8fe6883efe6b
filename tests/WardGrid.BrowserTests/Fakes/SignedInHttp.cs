using System.Net;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>A program that has a visitor's session, as a browser gets one by opening a page.</summary>
internal static class SignedInHttp
{
    public static async Task<(HttpClient Http, CookieContainer Cookies)> OpenAsync(string server)
    {
        var cookies = new CookieContainer();
        var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = new(server) };
        using var page = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept", "text/html" } } };
        using var answer = await http.SendAsync(page);
        answer.EnsureSuccessStatusCode();
        return (http, cookies);
    }
}
