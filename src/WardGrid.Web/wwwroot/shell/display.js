// A wall screen without a keyboard opens /display#CREDENTIAL. What stands behind # never reaches a server's log.
const credential = location.hash.slice(1);
if (credential.length > 0) {
  document.getElementById('display-credential').value = credential;
  history.replaceState(null, '', location.pathname);
  document.getElementById('display-form').requestSubmit();
}
