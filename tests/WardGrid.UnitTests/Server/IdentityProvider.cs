using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WardGrid.UnitTests.Server;

/// <summary>
/// A small identity provider on a real socket: OpenID Connect's authorization code flow with PKCE, a client secret and
/// signed tokens. It signs the person in who is set, without asking.
/// </summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "wardgrid";

    public const string ClientSecret = "the secret of the client";

    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "key-1" };
    private readonly ConcurrentDictionary<string, Authorization> _codes = [];
    private readonly WebApplication _app;

    private IdentityProvider(WebApplication app) => _app = app;

    public string Authority => _app.Urls.First();

    /// <summary>The claims of the person who signs in next.</summary>
    public Dictionary<string, object> Person { get; } = [];

    /// <summary>The key that signs the next token; null: the provider's own.</summary>
    public RsaSecurityKey? ForgedKey { get; set; }

    public static async Task<IdentityProvider> StartAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var provider = new IdentityProvider(builder.Build());
        provider.Map();
        await provider._app.StartAsync(stop);
        return provider;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Map()
    {
        _app.MapGet(
            "/.well-known/openid-configuration",
            () =>
                new Dictionary<string, object>
                {
                    ["issuer"] = Authority,
                    ["authorization_endpoint"] = $"{Authority}/authorize",
                    ["token_endpoint"] = $"{Authority}/token",
                    ["jwks_uri"] = $"{Authority}/keys",
                    ["response_types_supported"] = new[] { "code" },
                    ["subject_types_supported"] = new[] { "public" },
                    ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
                }
        );
        _app.MapGet("/keys", () => new { keys = new[] { PublicKey() } });
        _app.MapGet("/authorize", Authorize);
        _app.MapPost("/token", TokenAsync);
    }

    private object PublicKey()
    {
        var key = _key.Rsa.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA",
            use = "sig",
            alg = "RS256",
            kid = _key.KeyId,
            n = Base64UrlEncoder.Encode(key.Modulus!),
            e = Base64UrlEncoder.Encode(key.Exponent!),
        };
    }

    private IResult Authorize(HttpRequest asked)
    {
        var query = asked.Query;
        if (
            query["client_id"] != ClientId
            || query["response_type"] != "code"
            || query["code_challenge_method"] != "S256"
        )
            return Results.BadRequest();
        var code = Guid.NewGuid().ToString("n");
        _codes[code] = new($"{query["redirect_uri"]}", $"{query["nonce"]}", $"{query["code_challenge"]}");
        return Results.Redirect(
            $"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString($"{query["state"]}")}"
        );
    }

    private async Task<IResult> TokenAsync(HttpRequest asked)
    {
        var form = await asked.ReadFormAsync();
        var isClient = form["client_id"] == ClientId && form["client_secret"] == ClientSecret;
        if (!isClient || !_codes.TryRemove($"{form["code"]}", out var given))
            return Results.Json(new { error = "invalid_client" }, statusCode: 400);
        if (given.RedirectUri != form["redirect_uri"] || given.Challenge != Challenge($"{form["code_verifier"]}"))
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        return Results.Json(
            new
            {
                access_token = "unused",
                token_type = "Bearer",
                expires_in = 60,
                id_token = Token(given.Nonce),
            }
        );
    }

    private string Token(string nonce) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Authority,
                Audience = ClientId,
                Expires = TimeProvider.System.GetUtcNow().AddMinutes(1).UtcDateTime,
                Claims = new Dictionary<string, object>(Person) { ["nonce"] = nonce },
                SigningCredentials = new(ForgedKey ?? _key, SecurityAlgorithms.RsaSha256),
            }
        );

    private static string Challenge(string verifier) =>
        Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private sealed record Authorization(string RedirectUri, string Nonce, string Challenge);
}
