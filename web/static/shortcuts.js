// Keys of one letter, for those who switched them on in their own settings.
(() => {
  const menus = { a: "assessed_1", e: "not_relevant", t: "snoozed" };
  const cards = () =>
    [...document.querySelectorAll("article.card[id]")].filter((card) => card.checkVisibility());
  const here = () => {
    const all = cards();
    return document.activeElement.closest("article.card[id]") ?? (all.length === 1 ? all[0] : null);
  };
  const go = (step) => {
    const all = cards();
    const at = all.indexOf(here());
    const to = at < 0 ? all[0] : all[at + step];
    to?.querySelector("a, button, summary")?.focus();
  };
  const open = (code) => {
    const menu = here()?.querySelector(`details[data-menu="${code}"]`);
    if (!menu) return;
    menu.open = true;
    menu.querySelector(".choices button").focus();
  };
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    o: () => here()?.querySelector("[id^='name-'] a")?.click(),
    z: () => here()?.querySelector("form[action$='/undo'] button")?.click(),
    "?": () => document.getElementById("shortcuts").showModal(),
  };
  for (const [key, code] of Object.entries(menus)) keys[key] = () => open(code);

  document.addEventListener("keydown", (event) => {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing;
    if (busy || event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
