using Microsoft.Playwright;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>
/// Stands between a page and its server: holds back what chosen WebSockets say, as a frozen server does, or closes them
/// and refuses new ones.
/// </summary>
/// <remarks>Thread-safe. What was held comes later and in order, so that a circuit can go on.</remarks>
internal sealed class HeldSockets
{
    public const string Circuit = "/_blazor";
    public const string Line = "/live/";

    private readonly Lock _gate = new();
    private readonly List<Passing> _open = [];
    private readonly HashSet<string> _held = [];
    private readonly HashSet<string> _refused = [];

    public static async Task<HeldSockets> OfAsync(IPage page)
    {
        var held = new HeldSockets();
        await page.RouteWebSocketAsync(
            url => url.Contains(Circuit, StringComparison.Ordinal) || url.Contains(Line, StringComparison.Ordinal),
            held.Open
        );
        // Without its WebSocket a circuit would go on by long polling.
        await page.RouteAsync(
            $"**{Circuit}/**",
            route => held.Refuses(Circuit) ? route.AbortAsync() : route.ContinueAsync()
        );
        return held;
    }

    /// <summary>The server goes on, but nothing of it reaches the page on these sockets.</summary>
    public void Hold(string kind)
    {
        lock (_gate)
            _held.Add(kind);
    }

    /// <summary>Closes these sockets and every later one.</summary>
    public void Close(string kind)
    {
        List<Passing> open;
        lock (_gate)
        {
            _refused.Add(kind);
            open = [.. _open.Where(p => p.Kind == kind)];
            _open.RemoveAll(p => p.Kind == kind);
        }

        open.ForEach(p => p.Close());
    }

    /// <summary>Everything passes again, what was held first.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _held.Clear();
            _refused.Clear();
            foreach (var passing in _open)
                passing.Flush();
        }
    }

    private bool Refuses(string kind)
    {
        lock (_gate)
            return _refused.Contains(kind);
    }

    private void Open(IWebSocketRoute page)
    {
        lock (_gate)
        {
            var kind = page.Url.Contains(Circuit, StringComparison.Ordinal) ? Circuit : Line;
            var passing = new Passing(kind, page);
            if (_refused.Contains(kind))
            {
                passing.Close();
                return;
            }

            _open.Add(passing);
            page.ConnectToServer()
                .OnMessage(message =>
                {
                    lock (_gate)
                        passing.Pass(message, _held.Contains(kind));
                });
        }
    }

    private sealed class Passing(string kind, IWebSocketRoute page)
    {
        private readonly Queue<IWebSocketFrame> _waiting = new();

        public string Kind => kind;

        public void Close() => _ = page.CloseAsync(new() { Code = 3001 });

        public void Pass(IWebSocketFrame message, bool held)
        {
            _waiting.Enqueue(message);
            if (!held)
                Flush();
        }

        public void Flush()
        {
            while (_waiting.TryDequeue(out var message))
            {
                // Each frame comes as text and as bytes: of the two, only the line's JSON is text.
                if (kind == Line && message.Text is ['{', ..] text)
                    page.Send(text);
                else
                    page.Send(message.Binary!);
            }
        }
    }
}
