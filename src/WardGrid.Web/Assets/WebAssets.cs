using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;

namespace WardGrid.Web.Assets;

/// <summary>
/// The scripts and styles of the pages, embedded in the assembly and served under a name that changes with their
/// content.
/// </summary>
/// <remarks>
/// All addresses begin with <c>/assets/{version}/</c>, so that a browser may cache them for ever, modules import each
/// other by relative names, and a page never mixes two versions. The files are compressed once, at the start.
/// </remarks>
public sealed class WebAssets
{
    private const string Folder = "wwwroot/";
    private const string BlazorScript = "_framework/blazor.web.js";

    private readonly Dictionary<string, Asset> _assets = [];

    public WebAssets()
    {
        var assembly = typeof(WebAssets).Assembly;
        var types = new FileExtensionContentTypeProvider();
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!name.StartsWith(Folder, StringComparison.Ordinal) && name != BlazorScript)
                continue;
            var bytes = Read(assembly, name);
            all.AppendData(bytes);
            types.TryGetContentType(name, out var type);
            _assets[name.StartsWith(Folder, StringComparison.Ordinal) ? name[Folder.Length..] : name] = new(
                type ?? "application/octet-stream",
                bytes,
                Gzip(bytes)
            );
        }

        Version = Convert.ToHexStringLower(all.GetHashAndReset()[..6]);
    }

    /// <summary>A short hash of all assets.</summary>
    public string Version { get; }

    /// <summary>The address of an asset, such as <c>wall/wall.js</c>.</summary>
    public string this[string name] =>
        _assets.ContainsKey(name)
            ? $"/assets/{Version}/{name}"
            : throw new ArgumentException($"There is no asset {name}.", nameof(name));

    internal void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/assets/{version}/{**name}",
                (string version, string name, HttpContext context) =>
                    version == Version
                        ? Serve(context, name, "public, max-age=31536000, immutable")
                        : Results.NotFound()
            )
            .AllowAnonymous();
        app.MapGet("/" + BlazorScript, (HttpContext context) => Serve(context, BlazorScript, "no-cache"))
            .AllowAnonymous();
    }

    private IResult Serve(HttpContext context, string name, string caching)
    {
        if (!_assets.TryGetValue(name, out var asset))
            return Results.NotFound();
        context.Response.Headers.CacheControl = caching;
        context.Response.Headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return Results.Bytes(asset.Bytes, asset.ContentType);
        context.Response.Headers.ContentEncoding = "gzip";
        return Results.Bytes(asset.Gzipped, asset.ContentType);
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return result.ToArray();
    }

    private sealed record Asset(string ContentType, byte[] Bytes, byte[] Gzipped);
}
