// Runs before the first paint, so that a dark page never flashes white. "auto" follows the machine.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function paint() {
    var wanted = root.dataset.theme || "auto";
    root.dataset.bsTheme = wanted === "auto" ? (dark.matches ? "dark" : "light") : wanted;
  }
  paint();
  if (dark.addEventListener) { dark.addEventListener("change", paint); }
})();
