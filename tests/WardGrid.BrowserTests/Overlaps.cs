using Microsoft.Playwright;

namespace WardGrid.BrowserTests;

/// <summary>
/// Measures in the browser what a person would see at once: texts that lie over each other, and texts that are cut.
/// </summary>
internal static class Overlaps
{
    /// <summary>Pairs of texts inside of each box that lie over each other; none where the page is sound.</summary>
    public static Task<string[]> InsideAsync(IPage page, string box) =>
        page.EvaluateAsync<string[]>(
            """
            box => [...document.querySelectorAll(box)].flatMap(outer => {
              const walker = document.createTreeWalker(outer, NodeFilter.SHOW_TEXT), texts = [];
              for (let node; (node = walker.nextNode());) {
                if (!node.textContent.trim()) continue;
                const style = getComputedStyle(node.parentElement);
                if (style.visibility === 'hidden' || node.parentElement.closest('.visually-hidden')) continue;
                const range = document.createRange();
                range.selectNodeContents(node);
                for (const whole of range.getClientRects()) {
                  const r = seen(whole, node.parentElement);
                  if (r.right - r.left > 1 && r.bottom - r.top > 1) texts.push({ r, node });
                }
              }
              const found = [];
              texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
                if (a.node === b.node) return;
                const wide = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
                // Lines of text may share their leading, not their letters.
                const leading = 0.35 * Math.min(a.r.bottom - a.r.top, b.r.bottom - b.r.top);
                const high = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top) - leading;
                if (wide > 1 && high > 0)
                  found.push(`"${a.node.textContent.trim()}" over "${b.node.textContent.trim()}"`);
              }));
              return found;

              // What a box around the text cuts off is not seen.
              function seen({ left, right, top, bottom }, element) {
                for (let e = element; e && e !== outer.parentElement; e = e.parentElement) {
                  if (getComputedStyle(e).overflow === 'visible') continue;
                  const b = e.getBoundingClientRect();
                  [left, right] = [Math.max(left, b.left), Math.min(right, b.right)];
                  [top, bottom] = [Math.max(top, b.top), Math.min(bottom, b.bottom)];
                }
                return { left, right, top, bottom };
              }
            })
            """,
            box
        );

    /// <summary>Texts of these elements that are cut: by an ellipsis, or by the box around them.</summary>
    public static Task<string[]> CutAsync(IPage page, string elements) =>
        page.EvaluateAsync<string[]>(
            """
            elements => [...document.querySelectorAll(elements)]
              .filter(e => e.textContent.trim() && e.offsetParent)
              .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 4)
              .map(e => `"${e.textContent.trim()}" is cut (${e.className})`)
            """,
            elements
        );
}
