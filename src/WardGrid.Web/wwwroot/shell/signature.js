// The initials that this browser's user signs with, kept for this session of the browser only.

const KEY = 'wardgrid-signature';

export const read = () => sessionStorage.getItem(KEY) ?? '';
export const keep = initials => sessionStorage.setItem(KEY, initials);
