// What a questionnaire gains by script; everything works without it.
(() => {
  "use strict";
  const form = document.getElementById("questions");
  if (!form) return;

  // A person was here: told once, at the first touch of a pointer or key. Loading the page tells nothing, because
  // mail scanners load pages too. Only events made by the browser itself count.
  const signs = ["pointerdown", "keydown", "focusin"];
  const tell = (event) => {
    if (!event.isTrusted) return;
    // The page focuses its own list of faults; that is no sign of a person.
    if (event.type === "focusin" && event.target.id === "faults") return;
    for (const sign of signs) removeEventListener(sign, tell, true);
    const body = new URLSearchParams({ nonce: form.elements.nonce.value, page: form.elements.page.value });
    fetch(form.dataset.open, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => {});
  };
  if (form.dataset.open) for (const sign of signs) addEventListener(sign, tell, true);

  // Characters left. The server counts code points, with one for a line break; so do we.
  for (const field of form.querySelectorAll("[data-most]")) {
    const counter = document.getElementById(field.id + "-count");
    const most = Number(field.dataset.most);
    if (!counter) continue;
    const count = () => {
      const left = most - Array.from(field.value).length;
      const pattern = left < 0 ? counter.dataset.over : counter.dataset.left;
      counter.textContent = pattern.replace("0", String(Math.abs(left)));
      counter.classList.toggle("is-over", left < 0);
    };
    counter.hidden = false;
    field.addEventListener("input", count);
    count();
  }

  // A second press of the button while the first is under way changes nothing, and would not be counted anyway.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // Coming back by the back button shows the page as it was left, ready to be sent again.
  addEventListener("pageshow", () => delete form.dataset.sent);
})();
