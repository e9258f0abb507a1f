// What pages do beyond links and forms. Everything here is an addition: without it they still work.
(function () {
  "use strict";

  function isTyping(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  // Menus: one open at a time, closed by Escape or a click elsewhere.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });

  // Keys: "/" to search, j and k through a list, Enter opens.
  function rows() { return Array.from(document.querySelectorAll("[data-rows] [data-row]")); }
  function standOn(here) {
    rows().forEach(function (row) { row.classList.toggle("is-here", row === here); });
  }
  function step(by) {
    go(rows().findIndex(function (row) { return row.classList.contains("is-here"); }) + by);
  }
  function go(index) {
    var all = rows();
    if (!all.length) { return; }
    var next = all[Math.max(0, Math.min(all.length - 1, index))];
    standOn(next);
    var link = next.querySelector("a, summary");
    if (link) { link.focus({ preventScroll: true }); }
    next.scrollIntoView({ block: "nearest" });
  }
  // Who comes into a row by Tab or mouse is on it too.
  document.addEventListener("focusin", function (event) {
    var row = event.target.closest("[data-rows] [data-row]");
    if (row) { standOn(row); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (event.key === "Escape") {
      var menu = document.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
      return;
    }
    if (isTyping(event.target)) { return; }
    if (event.key === "/") {
      var box = document.querySelector("main [data-search]") || document.querySelector("[data-search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "j") { step(1); } else if (event.key === "k") { step(-1); }
    else if (event.key === "e") { act(); }
    else if (event.key === "s") { putOff(); }
    else if (/^[0-3]$/.test(event.key)) { grade(event.key); }
  });
  // "0" to "3": the grade of the row that one is on, and on to the next one.
  function grade(value) {
    var row = document.querySelector("[data-row].is-here");
    var button = row && row.querySelector('[data-grade="' + value + '"]');
    if (button) { step(1); button.click(); }
  }
  // "e": the step of the row that one is on; on a record's page, its form.
  function act() {
    var row = document.querySelector("[data-row].is-here");
    var button = (row && row.querySelector("[data-act]")) || (!row && document.querySelector("[data-edit]"));
    if (button) { button.click(); }
  }
  // "s": until when the row that one is on is put off; Tab goes on through the days.
  function putOff() {
    var menu = document.querySelector("[data-row].is-here details.snooze");
    if (menu) { menu.open = true; menu.querySelector("button").focus(); }
  }
  // A row that is done gives its place to what follows it.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var row = event.detail.target;
    if (!row || !row.matches || !row.matches("[data-row].is-here")) { return; }
    var at = rows().indexOf(row);
    window.setTimeout(function () { go(at); }, 60);
  });

  // Filters act at once, so their button is only for pages without this script.
  document.documentElement.classList.add("has-script");

  // Upload: drop anywhere on the field, see what was chosen before it is sent.
  function sizeText(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " kB" : (bytes / 1048576).toFixed(1) + " MB";
  }
  function showChosen(input) {
    var list = input.closest("form").querySelector("[data-chosen]");
    list.replaceChildren.apply(list, Array.from(input.files).map(function (file) {
      var row = document.createElement("li");
      var name = document.createElement("span");
      var size = document.createElement("span");
      name.textContent = file.name;
      size.textContent = sizeText(file.size);
      size.className = "num muted";
      row.append(name, size);
      return row;
    }));
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("input[type=file]")) { showChosen(event.target); }
    if (event.target.matches("select[data-send]") && !window.htmx) { event.target.form.submit(); }
  });
  ["dragenter", "dragover", "dragleave", "drop"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var field = event.target.closest && event.target.closest("[data-drop]");
      if (!field) { return; }
      event.preventDefault();
      field.classList.toggle("is-over", name === "dragenter" || name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) {
        var input = field.querySelector("input[type=file]");
        input.files = event.dataTransfer.files;
        showChosen(input);
      }
    });
  });

  // The same form is not sent twice by an impatient second click.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  document.addEventListener("submit", function (event) {
    var button = event.target.querySelector("[data-busy]");
    if (button) { button.disabled = true; button.querySelector("span").textContent = button.dataset.busy; }
  });
  // "Back" may bring the page as it was left: the button must work again.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { window.location.reload(); }
  });

  // A match that is opened marks its own words in the need's text. Places count characters, not
  // UTF-16 units, so that rare Chinese characters do not shift them.
  function paintMarks(match) {
    var spans = JSON.parse(match.dataset.spans || "{}");
    document.querySelectorAll("[data-marks]").forEach(function (holder) {
      var letters = Array.from(holder.textContent);
      var marked = new Array(letters.length).fill(false);
      (spans[holder.dataset.marks] || []).forEach(function (span) {
        marked.fill(true, span[0], span[1]);
      });
      var pieces = [];
      var start = 0;
      for (var at = 1; at <= letters.length; at += 1) {
        if (at === letters.length || marked[at] !== marked[start]) {
          var piece = document.createElement(marked[start] ? "mark" : "span");
          piece.textContent = letters.slice(start, at).join("");
          pieces.push(piece);
          start = at;
        }
      }
      holder.replaceChildren.apply(holder, pieces);
    });
  }
  document.addEventListener("toggle", function (event) {
    if (event.target.matches("details.match") && event.target.open) { paintMarks(event.target); }
  }, true);

  // Signed out meanwhile: the answer to a swap is the sign-in page, which belongs in the window.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var address = event.detail.xhr.responseURL;
    if (address && new URL(address).pathname.indexOf("/accounts/login/") === 0) {
      event.detail.shouldSwap = false;
      window.location.assign("/accounts/login/?next=" + encodeURIComponent(window.location.pathname + window.location.search));
    }
  });

  // "Copy for the phone": the text stands in the page, this only saves the marking.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) { return; }
    var source = document.getElementById(button.dataset.copy);
    function say() {
      var label = button.querySelector("span");
      var before = label.dataset.before || label.textContent;
      label.dataset.before = before;
      label.textContent = button.dataset.done;
      window.setTimeout(function () { label.textContent = before; }, 2000);
    }
    function copyMarked() { if (mark(source)) { say(); } }
    if (!navigator.clipboard) { copyMarked(); return; }
    navigator.clipboard.writeText("value" in source ? source.value : source.innerText).then(say, copyMarked);
  });
  // Over plain http browsers give no clipboard: mark the text and ask in the old way. Where that
  // is refused too, the text stays marked for Ctrl+C or a long press.
  function mark(source) {
    if ("select" in source) {
      source.focus();
      source.select();
    } else {
      window.getSelection().selectAllChildren(source);
    }
    try { return document.execCommand("copy"); } catch (refused) { return false; }
  }
  // Ticked rows: one box ticks all of a page; what can be done with them shows when there are some.
  function countTicked() {
    var bar = document.querySelector("[data-bulk]");
    if (!bar) { return; }
    var count = document.querySelectorAll("[data-tick]:checked").length;
    bar.classList.toggle("is-on", count > 0);
    bar.querySelector("[data-bulk-count]").textContent = count ? String(count) : "";
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-tick-all]")) {
      document.querySelectorAll("[data-tick]").forEach(function (box) { box.checked = event.target.checked; });
    }
    if (event.target.matches("[data-tick-all], [data-tick]")) { countTicked(); }
  });
  countTicked();
  // A list that was narrowed without a new page: what saves or exports it follows.
  function followList() {
    var query = window.location.search.replace(/^\?/, "");
    document.querySelectorAll("[data-list-query]").forEach(function (field) { field.value = query; });
    document.querySelectorAll("[data-list-link]").forEach(function (link) {
      link.search = query;
    });
    var save = document.getElementById("save-list");
    if (save) { save.hidden = !query; }
  }
  document.addEventListener("htmx:pushedIntoHistory", followList);
  document.addEventListener("htmx:replacedInHistory", followList);
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) { window.print(); }
    var close = event.target.closest("[data-close]");
    if (close) { close.closest("[data-closable]").remove(); }
  });

  // A sentence where a swap fails: the page must not just stand still.
  document.addEventListener("htmx:sendError", function () {
    var line = document.getElementById("offline");
    if (line) { line.hidden = false; }
  });
  document.addEventListener("htmx:afterOnLoad", function () {
    var line = document.getElementById("offline");
    if (line) { line.hidden = true; }
  });
})();
