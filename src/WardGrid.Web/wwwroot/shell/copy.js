// Buttons that copy the text of another element: <button data-copy="its id" data-copied="what the button says then">.

const shownFor = 2000;

/** The clipboard is open to pages over HTTPS and on localhost only; elsewhere the text is selected and copied as a person would. */
async function copy(element) {
  if (navigator.clipboard) return navigator.clipboard.writeText(element.textContent);
  getSelection().selectAllChildren(element);
  if (!document.execCommand('copy')) throw new Error('The browser copies nothing.');
}

document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-copy]');
  const element = button && document.getElementById(button.dataset.copy);
  if (!element) return;
  const label = button.textContent;
  copy(element).then(() => {
    button.textContent = button.dataset.copied;
    setTimeout(() => button.textContent = label, shownFor);
  }, () => getSelection().selectAllChildren(element));
});
