using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace WardGrid.Web.Layout;

/// <summary>What every page and part of a page is made of: it speaks its reader's language, whoever wakes it.</summary>
/// <remarks>
/// A live update comes on the ward's thread, which has the server's language. A part that is drawn from there would
/// speak English from the first update on. So each part remembers the language in which it was made, and
/// <see cref="InvokeAsync(Action)"/> speaks that.
/// </remarks>
public abstract class PageComponent : ComponentBase
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _language = CultureInfo.CurrentUICulture;

    /// <summary>
    /// Whether the page is not connected to the server yet: what is typed or clicked would be lost, so its
    /// controls are disabled.
    /// </summary>
    /// <remarks>
    /// Such a page asks the records nothing either. The server's first answer waits for every question of a page, so
    /// records that do not answer would hold back what is live.
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

    // An async method gives the caller's language back when it returns: the ward's thread keeps its own.
    private async Task SpeakAsync(Func<Task> work)
    {
        CultureInfo.CurrentCulture = _culture;
        CultureInfo.CurrentUICulture = _language;
        await work();
    }
}
