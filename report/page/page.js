"use strict";
(function () {
  var root = document.documentElement;
  root.classList.add("js");
  var all = function (sel, from) { return Array.prototype.slice.call((from || document).querySelectorAll(sel)); };
  var one = function (sel) { return document.querySelector(sel); };

  // A page that is opened from a file may have no storage.
  function recall() { try { return localStorage.getItem("cachevet-theme"); } catch (e) { return null; } }
  function remember(v) { try { localStorage.setItem("cachevet-theme", v); } catch (e) { return; } }

  var themes = ["auto", "light", "dark"];
  var themeButton = one("#theme");
  function setTheme(name) {
    if (themes.indexOf(name) < 0) name = "auto";
    if (name === "auto") root.removeAttribute("data-theme"); else root.setAttribute("data-theme", name);
    themeButton.querySelector("span").textContent = name.charAt(0).toUpperCase() + name.slice(1);
    themeButton.setAttribute("aria-label", "Colour theme: " + (name === "auto" ? "automatic" : name));
    return name;
  }
  var theme = setTheme(recall());
  themeButton.addEventListener("click", function () {
    theme = setTheme(themes[(themes.indexOf(theme) + 1) % themes.length]);
    remember(theme);
  });

  all("button.copy").forEach(function (button) {
    button.addEventListener("click", function () {
      var code = button.parentNode.querySelector("code");
      var range = document.createRange();
      range.selectNodeContents(code);
      var selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      var done = function () { button.textContent = "Copied"; };
      var selected = function () { button.textContent = "Selected"; };
      if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, selected); else selected();
      setTimeout(function () { button.textContent = "Copy"; }, 1600);
    });
  });

  function openTarget() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var card = target && target.closest("details");
    if (card) { card.open = true; target.scrollIntoView(); }
  }
  addEventListener("hashchange", openTarget);
  openTarget();

  var table = one("#overview");
  if (!table) return;
  var body = table.tBodies[0];
  var rows = all("tr", body);
  var cards = {};
  all("details.finding").forEach(function (c) { cards[c.dataset.id] = c; });
  var text = {};
  rows.forEach(function (r) { text[r.dataset.id] = (r.textContent + " " + cards[r.dataset.id].textContent).toLowerCase(); });

  function filter() {
    var words = one("#q").value.toLowerCase().split(/\s+/).filter(Boolean);
    var status = one("#status").value;
    var levels = {};
    all("input[name=level]").forEach(function (b) { levels[b.value] = b.checked; });
    var shown = 0;
    rows.forEach(function (r) {
      var ok = levels[r.dataset.level] !== false && (!status || r.dataset.status === status) &&
        words.every(function (w) { return text[r.dataset.id].indexOf(w) >= 0; });
      r.hidden = !ok;
      cards[r.dataset.id].hidden = !ok;
      if (ok) shown++;
    });
    one("#shown").textContent = shown === rows.length ? String(shown) : shown + " of " + rows.length;
    one("#none").hidden = shown > 0;
    table.hidden = shown === 0;
  }
  one(".filters").addEventListener("input", filter);
  one(".filters").addEventListener("submit", function (e) { e.preventDefault(); });

  var expand = one("#expand");
  function label() {
    var open = Object.keys(cards).some(function (id) { return cards[id].open; });
    expand.textContent = open ? "Collapse all" : "Expand all";
    return open;
  }
  label();
  expand.addEventListener("click", function () {
    var open = label();
    Object.keys(cards).forEach(function (id) { cards[id].open = !open; });
    label();
  });
  addEventListener("beforeprint", function () { all("details").forEach(function (d) { d.open = true; }); });

  all("th", table).forEach(function (th, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = th.textContent;
    th.textContent = "";
    th.appendChild(button);
    button.addEventListener("click", function () {
      var down = th.getAttribute("aria-sort") === "ascending";
      all("th", table).forEach(function (other) { other.setAttribute("aria-sort", "none"); });
      th.setAttribute("aria-sort", down ? "descending" : "ascending");
      // A number, where the cell has one, goes before its words.
      var key = function (row) { return Number(row.cells[column].dataset.sort || 0); };
      var words = function (row) { return row.cells[column].textContent.trim(); };
      rows.slice().sort(function (a, b) {
        var order = key(a) - key(b) || words(a).localeCompare(words(b), "en", { numeric: true });
        return (down ? -order : order) || rows.indexOf(a) - rows.indexOf(b);
      }).forEach(function (row) { body.appendChild(row); });
    });
  });
})();
