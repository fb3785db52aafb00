// Lernamt works without this file; it only makes a few things nicer.
"use strict";

// A form that came back with mistakes starts at their summary, so that nobody has to look for it.
document.querySelector(".error-summary")?.focus();

// Checks in a lesson: the feedback appears in place, the rest of the page stays as it is.
for (const form of document.querySelectorAll("form.checks")) {
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button || form.dataset.plain) return;
    event.preventDefault();
    try {
      const response = await fetch(button.formAction, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      for (const old of form.querySelectorAll("fieldset.question")) {
        const fresh = page.getElementById(old.id);
        if (fresh && fresh.innerHTML !== old.innerHTML) old.replaceWith(document.adoptNode(fresh));
      }
      const question = document.getElementById("frage-" + button.value);
      const feedback = question?.querySelector(":scope > .feedback");
      feedback?.setAttribute("tabindex", "-1");
      feedback?.focus();
    } catch {
      form.dataset.plain = "yes"; // the browser does it, and shows what went wrong
      form.requestSubmit(button);
    }
  });
}

// A running assessment: answers are saved as they are given, and kept in the page while the line is down.
const exam = document.getElementById("pruefung");
if (exam) {
  const status = document.getElementById("stand");
  const token = exam.elements._csrf.value;
  let waiting = 0, saving = false, again = false, leave = null;

  const later = (delay) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, delay);
  };

  async function save() {
    if (saving) {
      again = true;
      return;
    }
    saving = true;
    again = false;
    let response = null, saved;
    try {
      response = await fetch(exam.action, {
        method: "POST",
        headers: { "X-Form-Token": token },
        body: new URLSearchParams(new FormData(exam)),
        signal: AbortSignal.timeout(15000),
      });
      if (response.ok) saved = await response.json();
    } catch {
      response = null; // no line, or an answer that is not ours
    }
    if (response?.ok) {
      for (const [name, digest] of Object.entries(saved.was)) {
        if (exam.elements[name]) exam.elements[name].value = digest;
      }
      status.textContent = saved.answered + " · " + exam.dataset.saved;
      if (again && !leave) later(1);
    } else if (response?.status === 401 || response?.status === 403) {
      status.textContent = exam.dataset.signedOut;
    } else if (response && response.status < 500) {
      location.assign(exam.action); // over, or not what the server asked: it knows what to show
    } else {
      status.textContent = exam.dataset.offline;
      later(5000);
    }
    saving = false;
    leave?.();
  }

  exam.addEventListener("change", () => later(300));
  exam.addEventListener("input", (event) => {
    if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea")) later(1500);
  });
  addEventListener("online", () => later(0));

  // What is sent while a save is under way would not know what that save has changed; so it waits.
  exam.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!saving || leave) return;
    event.preventDefault();
    leave = () => exam.requestSubmit(event.submitter);
  });

  // The time left comes from the server; the clock of this computer only counts it down.
  const rest = document.getElementById("restzeit");
  if (rest) {
    const end = performance.now() + Number(rest.dataset.seconds) * 1000;
    const [one, many] = [rest.dataset.one, rest.dataset.many];
    const tick = () => {
      const left = end - performance.now();
      if (left <= 0) {
        clearInterval(timer);
        const sure = document.createElement("input");
        Object.assign(sure, { type: "hidden", name: "sicher", value: "ja" });
        exam.append(sure);
        exam.action += "/abgabe";
        exam.submit();
        return;
      }
      const minutes = Math.ceil(left / 60000);
      const text = (minutes === 1 ? one : many).replace("#", minutes);
      if (rest.textContent !== text) rest.textContent = text;
    };
    const timer = setInterval(tick, 1000);
  }
}
