using Microsoft.Playwright;

namespace WardGrid.WebTests;

/// <summary>Measures in the browser what a person would see at once: texts that lie over each other, and texts that are cut.</summary>
internal static class Overlaps
{
    /// <summary>Pairs of texts inside of each box that lie over each other; none where the page is sound.</summary>
    public static Task<string[]> InsideAsync(IPage page, string box) => page.EvaluateAsync<string[]>(
        """
        box => [...document.querySelectorAll(box)].flatMap(outer => {
          const walker = document.createTreeWalker(outer, NodeFilter.SHOW_TEXT), texts = [];
          for (let node; (node = walker.nextNode());) {
            if (!node.textContent.trim()) continue;
            const style = getComputedStyle(node.parentElement);
            if (style.visibility === 'hidden' || node.parentElement.closest('.visually-hidden')) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            for (const r of range.getClientRects()) if (r.width > 1 && r.height > 1) texts.push({ r, node });
          }
          const found = [];
          texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
            if (a.node === b.node) return;
            const wide = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
            // Lines of text may share their leading, not their letters.
            const high = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top) - 0.35 * Math.min(a.r.height, b.r.height);
            if (wide > 1 && high > 0) found.push(`"${a.node.textContent.trim()}" over "${b.node.textContent.trim()}"`);
          }));
          return found;
        })
        """, box);

    /// <summary>Texts of these elements that are cut: by an ellipsis, or by the box around them.</summary>
    public static Task<string[]> CutAsync(IPage page, string elements) => page.EvaluateAsync<string[]>(
        """
        elements => [...document.querySelectorAll(elements)]
          .filter(e => e.textContent.trim() && e.offsetParent && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 4))
          .map(e => `"${e.textContent.trim()}" is cut (${e.className})`)
        """, elements);
}
