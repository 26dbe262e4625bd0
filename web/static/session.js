// Warns before the session ends. Every answer tells anew when that is, and the tabs of a
// browser tell each other.
(() => {
  const told = document.querySelector("[data-session]");
  if (!told) return;
  const SOON = 3 * 60 * 1000;
  const EVERY = 5 * 1000;
  const tabs = new BroadcastChannel("session");
  const [stay, over] = document.querySelectorAll("#ending > *");
  let session;
  let before;

  const show = () => {
    const soon = session && session.ends - Date.now() <= SOON;
    if (!soon && stay.contains(document.activeElement)) before?.focus();
    stay.hidden = !soon || session.last;
    over.hidden = !soon || !session.last;
  };
  const hear = (now) => {
    session = now;
    for (const time of document.querySelectorAll("time.ends")) time.textContent = now?.at;
    if (!now) told.hidden = true;
    show();
  };
  const hearOfServer = (now) => {
    const { left, at, last } = now ?? {};
    hear(now && { at, last, ends: Date.now() + left * 1000 });
    tabs.postMessage(session);
  };

  // Whoever asked to stay goes on where they were.
  stay.addEventListener("focusin", (event) => {
    if (!stay.contains(event.relatedTarget)) before = event.relatedTarget;
  });
  document.addEventListener("session", (event) => hearOfServer(event.detail));
  document.addEventListener("session-over", () => hearOfServer(null));
  tabs.addEventListener("message", (event) => hear(event.data));
  hearOfServer(JSON.parse(told.dataset.session));
  setInterval(show, EVERY);
})();
