// A select whose value this browser remembers.

export function rememberedChoice(id, changed) {
  const select = document.getElementById(id);
  const kept = localStorage.getItem(id);
  if (kept !== null && [...select.options].some(o => o.value === kept)) select.value = kept;
  select.addEventListener('change', () => {
    localStorage.setItem(id, select.value);
    changed();
  });
  return () => select.value;
}
