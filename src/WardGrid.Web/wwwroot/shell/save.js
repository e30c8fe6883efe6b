// Buttons that save the text of another element as a CSV file: <button data-save="its id" data-file="the file's name">.

document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-save]');
  const element = button && document.getElementById(button.dataset.save);
  if (!element) return;
  const link = document.createElement('a');
  // With the mark of UTF-8, without which spreadsheets read names wrongly.
  link.href = URL.createObjectURL(new Blob(['\uFEFF', element.textContent], { type: 'text/csv;charset=utf-8' }));
  link.download = button.dataset.file;
  link.click();
  URL.revokeObjectURL(link.href);
});
