using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace WardGrid.Web.Layout;

/// <summary>The base of every page and part of a page. It renders in its reader's language on every thread.</summary>
/// <remarks>
/// A live update comes on the ward's thread, which has the server's language. A part that renders there would switch to
/// English at the first update. So each part remembers the language in which it was created, and
/// <see cref="InvokeAsync(Action)"/> restores it.
/// </remarks>
public abstract class PageComponent : ComponentBase
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _language = CultureInfo.CurrentUICulture;

    /// <summary>
    /// Whether the page is not connected to the server yet. Its controls are disabled, because input would be lost.
    /// </summary>
    /// <remarks>
    /// Such a page does not read the records either. The server's first answer waits for everything that a page reads,
    /// so records that do not answer would delay live data.
    /// </remarks>
    protected bool IsPrerendered => !RendererInfo.IsInteractive;

    protected new Task InvokeAsync(Action work) =>
        base.InvokeAsync(() =>
            SpeakAsync(() =>
            {
                work();
                return Task.CompletedTask;
            })
        );

    protected new Task InvokeAsync(Func<Task> work) => base.InvokeAsync(() => SpeakAsync(work));

    // An async method restores the caller's language when it returns, so the ward's thread keeps its own.
    private async Task SpeakAsync(Func<Task> work)
    {
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _language;
        await work();
    }
}
