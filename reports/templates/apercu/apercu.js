"use strict";
(() => {
  const { version, code, vue } = document.currentScript.dataset;

  const changes = new EventSource("/changements");
  changes.addEventListener("message", (event) => {
    if (event.data !== version) location.reload();
  });
  addEventListener("pagehide", () => changes.close());

  if (vue === "liste" || vue === "faute") return;
  const place = code === "region" ? "/region/" : `/lycees/${code}/`;
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<style>
    nav { position: fixed; z-index: 10; left: 50%; bottom: 1rem; translate: -50%; display: flex; gap: .3rem; padding: .4rem; border-radius: .5rem;
      background: #1c2430; box-shadow: 0 2px 10px #0006; font: 15px/1.4 system-ui, sans-serif; white-space: nowrap; }
    a { color: #fff; text-decoration: none; padding: .3rem .8rem; border-radius: .3rem; }
    a:hover, a[aria-current] { background: #4a5666; }
    a:focus-visible { outline: 2px solid #fff; }
    @media print { nav { display: none; } }
  </style><nav aria-label="Aperçu"></nav>`;
  const bar = root.querySelector("nav");
  for (const [name, href, text] of [["liste", "/", "Liste"], ["ecran", place, "Écran"], ["papier", `${place}papier`, "Papier"], ["pdf", `${place}rapport.pdf`, "PDF"]]) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = text;
    if (name === vue) link.setAttribute("aria-current", "page");
    bar.append(link);
  }
  document.body.append(host);
})();
