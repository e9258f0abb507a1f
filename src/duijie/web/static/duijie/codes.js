// The code picker: a combobox (ARIA 1.2) whose entries HTMX brings. Without this script the field
// takes a code or a whole name.
(function () {
  "use strict";

  function optionsOf(input) { return document.getElementById(input.getAttribute("aria-controls")); }
  function inputOf(list) { return list.closest("[data-picker]").querySelector("[role=combobox]"); }
  function choices(list) { return Array.from(list.querySelectorAll("[role=option]:not([aria-disabled])")); }
  function isOpen(input) { return input.getAttribute("aria-expanded") === "true"; }

  function activate(input, option) {
    choices(optionsOf(input)).forEach(function (other) {
      other.setAttribute("aria-selected", other === option ? "true" : "false");
    });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }
  function active(input) {
    var id = input.getAttribute("aria-activedescendant");
    return id ? document.getElementById(id) : null;
  }
  function open(input) {
    optionsOf(input).hidden = false;
    input.setAttribute("aria-expanded", "true");
    activate(input, choices(optionsOf(input))[0] || null);
  }
  function close(input) {
    if (!isOpen(input)) { return; }
    activate(input, null);
    optionsOf(input).hidden = true;
    input.setAttribute("aria-expanded", "false");
  }
  function choose(input, option) {
    input.value = option.dataset.value;
    input.dataset.chosen = input.value;
    close(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function step(input, by) {
    var all = choices(optionsOf(input));
    if (!all.length) { return; }
    var at = all.indexOf(active(input));
    activate(input, all[(at + by + all.length) % all.length]);
  }

  // An answer that comes after something was chosen, or after the field was left, is too late.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var list = event.detail.target;
    if (!list || !list.classList.contains("picker-options")) { return; }
    var input = inputOf(list);
    if (document.activeElement !== input || input.value === input.dataset.chosen) {
      event.detail.shouldSwap = false;
    }
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    var list = event.detail.target;
    if (list && list.classList.contains("picker-options")) { open(inputOf(list)); }
  });

  document.addEventListener("keydown", function (event) {
    var input = event.target;
    if (!(input.matches && input.matches("[data-picker] [role=combobox]")) || event.isComposing) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen(input)) {
        step(input, event.key === "ArrowDown" ? 1 : -1);
      } else {
        delete input.dataset.chosen;
        window.htmx.trigger(input, "codes:open");
      }
    } else if (event.key === "Enter" && isOpen(input) && active(input)) {
      event.preventDefault();
      choose(input, active(input));
    } else if (event.key === "Escape" && isOpen(input)) {
      event.preventDefault();
      event.stopPropagation();
      close(input);
    } else if (event.key === "Tab") {
      close(input);
    }
  });
  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-picker] [role=combobox]")) { delete event.target.dataset.chosen; }
  });
  // The field keeps the focus while an entry is pressed, so it does not close under the finger.
  document.addEventListener("mousedown", function (event) {
    if (event.target.closest(".picker-options")) { event.preventDefault(); }
  });
  document.addEventListener("click", function (event) {
    var option = event.target.closest(".picker-options [role=option]:not([aria-disabled])");
    if (option) { choose(inputOf(option.parentElement), option); }
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.matches("[data-picker] [role=combobox]")) { close(event.target); }
  });
})();
